package dev.hayabashi.tapio;

import dev.hayabashi.tapio.loop.IoEngine;

/** Stream ports beside a ring keep every promise that they keep on epoll. */
class StreamPortOnUringTest extends StreamPortTest {
    @Override
    IoEngine engine() {
        return IoEngine.IO_URING;
    }
}
