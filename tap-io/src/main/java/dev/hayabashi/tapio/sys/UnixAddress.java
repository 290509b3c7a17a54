package dev.hayabashi.tapio.sys;

import java.nio.charset.StandardCharsets;

/**
 * A {@code struct sockaddr_un} (unix(7)).
 *
 * @param memory the structure
 * @param bytes its length
 */
public record UnixAddress(NativeMemory memory, int bytes) {
    /** Longest path in bytes, without the terminating zero. */
    public static final int MAX_PATH_BYTES = 107;

    private static final int PATH_OFFSET = 2;

    /**
     * An address in the file system, or, with a leading {@code @}, in the abstract name space.
     *
     * @throws IllegalArgumentException when the path is empty or too long
     */
    public static UnixAddress of(String path) {
        byte[] name = path.getBytes(StandardCharsets.UTF_8);
        if (name.length == 0 || name.length > MAX_PATH_BYTES) {
            throw new IllegalArgumentException(
                    "a socket's path has 1.." + MAX_PATH_BYTES + " bytes, this one " + name.length + ": " + path);
        }
        boolean isAbstract = name[0] == '@';
        if (isAbstract) {
            name[0] = 0;
        }
        NativeMemory memory = empty();
        memory.buffer().putShort(0, (short) Libc.AF_UNIX);
        memory.buffer().put(PATH_OFFSET, name);
        // The length of an abstract name is what the caller says; a path ends with a zero.
        return new UnixAddress(memory, PATH_OFFSET + name.length + (isAbstract ? 0 : 1));
    }

    /** Room for an address that the kernel fills in. */
    static NativeMemory empty() {
        return NativeMemory.allocate(PATH_OFFSET + MAX_PATH_BYTES + 1);
    }

    /** The path of an address of {@code bytes} bytes that the kernel has filled in; empty for one without a name. */
    static String path(NativeMemory memory, int bytes) {
        int length = 0;
        byte[] name = new byte[Math.max(0, Math.min(bytes - PATH_OFFSET, MAX_PATH_BYTES))];
        memory.buffer().get(PATH_OFFSET, name);
        while (length < name.length && name[length] != 0) {
            length++;
        }
        return new String(name, 0, length, StandardCharsets.UTF_8);
    }
}
