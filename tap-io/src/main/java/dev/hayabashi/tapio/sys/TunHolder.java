package dev.hayabashi.tapio.sys;

/**
 * A process that has a TAP or TUN attached.
 *
 * @param pid its process id
 * @param command its command line, arguments joined by blanks
 */
public record TunHolder(long pid, String command) {
    @Override
    public String toString() {
        return "pid " + pid + " (" + command + ")";
    }
}
