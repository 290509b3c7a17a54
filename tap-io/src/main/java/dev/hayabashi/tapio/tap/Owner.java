package dev.hayabashi.tapio.tap;

import dev.hayabashi.tapio.sys.Libc;

/**
 * Who may attach to a TAP besides root. The kernel wants both to match: a process of the uid that is not in the group is
 * refused. A TAP without an owner could be attached by every user of the machine, therefore there always is one.
 *
 * @param uid user id
 * @param gid group id
 */
public record Owner(long uid, long gid) {
    /** The effective user and group of this process. */
    public static Owner ofThisProcess() {
        // NATIVE: geteuid(2) and getegid(2) cannot fail and set no errno.
        return new Owner(Libc.geteuid() & 0xffff_ffffL, Libc.getegid() & 0xffff_ffffL);
    }

    @Override
    public String toString() {
        return uid + ":" + gid;
    }
}
