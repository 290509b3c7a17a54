package dev.hayabashi.tapio.tap;

import dev.hayabashi.tapio.sys.NativeMemory;
import java.nio.charset.StandardCharsets;

/** struct ifreq: a name of at most 15 bytes, then 16 bits of flags. */
final class InterfaceRequest {
    private final NativeMemory memory = NativeMemory.allocate(TunIoctl.IFREQ_BYTES);

    InterfaceRequest(String name, int flags) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        if (text.length >= TunIoctl.IFREQ_NAME_BYTES) {
            throw new IllegalArgumentException("interface name '" + name + "' has " + text.length
                    + " bytes; the kernel takes at most " + (TunIoctl.IFREQ_NAME_BYTES - 1));
        }
        memory.buffer().put(0, text);
        memory.buffer().putShort(TunIoctl.IFREQ_FLAGS_OFFSET, (short) flags);
    }

    NativeMemory memory() {
        return memory;
    }

    /** The name, also after the kernel has changed it. */
    String name() {
        byte[] text = new byte[TunIoctl.IFREQ_NAME_BYTES];
        memory.buffer().get(0, text);
        int length = 0;
        while (length < text.length && text[length] != 0) {
            length++;
        }
        return new String(text, 0, length, StandardCharsets.UTF_8);
    }

    int flags() {
        return memory.buffer().getShort(TunIoctl.IFREQ_FLAGS_OFFSET) & 0xffff;
    }
}
