package dev.hayabashi.tapio.stream;

/**
 * Who is at the other end of a unix socket.
 *
 * @param pid process that connected; 0 when it is in a PID namespace that we cannot see into
 * @param uid its user
 * @param gid its group
 * @param command name of the program, or empty
 * @param boundPath path that it has bound its own end to, or empty, which is usual
 */
public record StreamPeer(int pid, long uid, long gid, String command, String boundPath) {
    /** {@code pid 4711 (qemu-system-x86)}. */
    @Override
    public String toString() {
        return "pid " + pid + (command.isEmpty() ? "" : " (" + command + ")");
    }
}
