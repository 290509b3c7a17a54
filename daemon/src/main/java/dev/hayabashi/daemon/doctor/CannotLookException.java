package dev.hayabashi.daemon.doctor;

/** Something cannot be seen, for want of rights or of a program. */
final class CannotLookException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String mend;

    /**
     * @param mend command that makes it visible; empty for none
     */
    CannotLookException(String message, String mend) {
        super(message);
        this.mend = mend;
    }

    String mend() {
        return mend;
    }
}
