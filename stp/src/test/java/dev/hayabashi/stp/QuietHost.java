package dev.hayabashi.stp;

/** A host that does nothing. */
class QuietHost implements StpHost {
    @Override
    public void transmit(int portNumber, byte[] frame, int length) {}

    @Override
    public void setPortState(int portNumber, PortState state) {}

    @Override
    public void flush(int portNumber, FlushCause cause) {}
}
