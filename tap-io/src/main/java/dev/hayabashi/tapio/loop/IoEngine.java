package dev.hayabashi.tapio.loop;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.uring.IoUring;

/** How an event loop talks to the kernel. */
public enum IoEngine {
    /** epoll, and a system call for each frame read and each written. */
    EPOLL("epoll"),
    /** io_uring: multishot reads into provided buffers, and writes that are handed over in batches. Linux 6.7 or newer. */
    IO_URING("io_uring");

    private final String label;

    IoEngine(String label) {
        this.label = label;
    }

    /** Name in configuration and JSON. */
    public String label() {
        return label;
    }

    /** Throws when it does not work here. */
    void check() {
        if (this == EPOLL && !Epoll.isAvailable()) {
            throw new IllegalStateException(
                    "Netty's native epoll transport is not available; Linux on x86-64 or aarch64 is needed, and a"
                            + " java.io.tmpdir without noexec (or -Dio.netty.native.workdir=DIR)",
                    Epoll.unavailabilityCause());
        }
        if (this == IO_URING && !IoUring.isAvailable()) {
            throw new IllegalStateException(
                    "io_uring is not available: "
                            + IoUring.unavailabilityCause().getMessage(),
                    IoUring.unavailabilityCause());
        }
    }
}
