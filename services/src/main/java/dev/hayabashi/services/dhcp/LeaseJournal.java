package dev.hayabashi.services.dhcp;

/** Makes lease changes durable. */
public interface LeaseJournal {
    /** Token of a change whose completion nobody waits for. */
    long NO_TOKEN = 0;

    /**
     * Appends a change to the log, in the order of the calls. Returns at once; when the change is on disk (fsync) and
     * {@code token} is not {@link #NO_TOKEN}, {@link DhcpEngine#persisted} is called on the event loop, or
     * {@link DhcpEngine#persistFailed}. Either may be called from within this call.
     */
    void persist(LeaseChange change, long token);
}
