package dev.hayabashi.tapio.loop;

import dev.hayabashi.bridgecore.Frame;
import dev.hayabashi.bridgecore.RelayIo;

/** write(2) to one descriptor from relay loops. The kernel orders the calls; each loop has its own memory of what has failed. */
final class RelayWriter implements RelayIo {
    private final QuietFd[] byRelay;

    /** @param number a descriptor that takes {@link Frame}s as they are */
    RelayWriter(int number, int relays) {
        byRelay = new QuietFd[relays];
        for (int relay = 0; relay < relays; relay++) {
            byRelay[relay] = new QuietFd(number);
        }
    }

    @Override
    public boolean send(int relay, Frame frame) {
        return byRelay[relay].write(frame.address(), frame.totalBytes()) > 0;
    }
}
