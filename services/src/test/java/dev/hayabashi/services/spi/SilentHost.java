package dev.hayabashi.services.spi;

import java.nio.ByteBuffer;

/** A switch that sends nothing and tells nobody, for tests of what services make of frames. */
public final class SilentHost implements ServiceHost {
    @Override
    public void send(int portNumber, ByteBuffer frame) {}

    @Override
    public void flood(ByteBuffer frame) {}

    @Override
    public void event(ServiceEvent event) {}
}
