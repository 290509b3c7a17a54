package dev.hayabashi.services.dhcp;

/**
 * What a network boot loads.
 *
 * @param file path on the server: the {@code file} field, and option 67 on request
 * @param serverName the {@code sname} field, and option 66 on request; empty for none
 * @param nextServer {@code siaddr}; 0 for the gateway itself
 */
public record BootFile(String file, String serverName, int nextServer) {
    static final int MAX_FILE_BYTES = 127;
    static final int MAX_SERVER_NAME_BYTES = 63;

    public BootFile {
        if (file.length() > MAX_FILE_BYTES || serverName.length() > MAX_SERVER_NAME_BYTES) {
            throw new IllegalArgumentException("boot file names have at most " + MAX_FILE_BYTES + " octets and server"
                    + " names at most " + MAX_SERVER_NAME_BYTES);
        }
    }
}
