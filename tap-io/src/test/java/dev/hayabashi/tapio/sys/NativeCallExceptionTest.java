package dev.hayabashi.tapio.sys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NativeCallExceptionTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        TUNSETIFF          | vm0          | 1   | MissingPermissionException | vm0: TUNSETIFF failed with EPERM (operation not permitted); CAP_NET_ADMIN is missing, or the TAP belongs to another user or group; run as root
        open               | /dev/net/tun | 2   | MissingDeviceException     | /dev/net/tun: open failed with ENOENT (no such file or directory); load the driver: modprobe tun; in a container pass --device /dev/net/tun
        open               | /dev/net/tun | 13  | MissingPermissionException | /dev/net/tun: open failed with EACCES (permission denied); open it to this user (udev's rule gives mode 0666) or run as root
        open               | /run/netns/x | 2   | MissingDeviceException     | /run/netns/x: open failed with ENOENT (no such file or directory); create the namespace first: ip netns add x
        setns              | h1           | 1   | MissingPermissionException | h1: setns failed with EPERM (operation not permitted); CAP_SYS_ADMIN is missing; run as root
        socket(AF_PACKET)  | eth1         | 1   | MissingPermissionException | eth1: socket(AF_PACKET) failed with EPERM (operation not permitted); CAP_NET_RAW is missing; run as root
        TUNSETIFF          | vm0          | 22  | RefusedCallException       | vm0: TUNSETIFF failed with EINVAL (invalid argument); the device exists and is no single-queue TAP, or its name is not a valid one (1 to 15 bytes, no '/' or blank)
        TUNSETIFF          | vm0          | 16  | DeviceBusyException        | vm0: TUNSETIFF failed with EBUSY (device or resource busy); stop that program, or use another name; a TAP has one plug, a VMM's own TAP needs kind: vm
        open               | /dev/net/tun | 24  | RefusedCallException       | /dev/net/tun: open failed with EMFILE (too many open files in this process); raise the limit of open files (LimitNOFILE= in the unit, or ulimit -n)
        RTM_NEWTFILTER u32 | a to b       | 2   | MissingDeviceException     | a to b: RTM_NEWTFILTER u32 failed with ENOENT (no such file or directory); this kernel lacks the traffic-control module; load sch_ingress, cls_u32 and act_mirred
        ioctl              | x            | 4711 | RefusedCallException      | x: ioctl failed with errno 4711 (unknown error)
        """)
    void everyFailureSaysWhatWhereWhyAndWhatToDo(String call, String device, int code, String type, String message) {
        NativeCallException e = NativeCallException.of(call, device, code);
        assertThat(e).hasMessage(message);
        assertThat(e.getClass().getSimpleName()).isEqualTo(type);
        assertThat(e.code()).isEqualTo(code);
        assertThat(e.call()).isEqualTo(call);
        assertThat(e.device()).isEqualTo(device);
    }

    @Test
    void theKernelsOwnWordsReplaceOurs() {
        assertThat(NativeCallException.of("RTM_SETLINK", "vm0", 22, "mtu greater than device maximum"))
                .hasMessageStartingWith("vm0: RTM_SETLINK failed with EINVAL (mtu greater than device maximum); ");
    }

    @Test
    void everyErrnoHasItsOwnNumber() {
        assertThat(Arrays.stream(Errno.values()).map(Errno::code)).doesNotHaveDuplicates();
        for (Errno errno : Errno.values()) {
            assertThat(Errno.of(errno.code())).isEqualTo(errno);
        }
    }

    @Test
    void aCallThatFailsReportsTheRealErrno() {
        assertThat(Libc.close(-1)).isEqualTo(-1);
        assertThat(Errno.of(Libc.errno())).isEqualTo(Errno.EBADF);
        assertThat(Libc.open("/nonexistent", 0, 0)).isEqualTo(-1);
        assertThat(Errno.of(Libc.errno())).isEqualTo(Errno.ENOENT);
    }

    @Test
    void holdersAreFoundByTheLineInFdinfo(@TempDir Path proc) throws Exception {
        process(proc, 41, "qemu-system-x86_64\0-netdev\0tap,ifname=vm0\0", "pos:\t0\niff:\tvm0\n");
        process(proc, 42, "firecracker\0", "pos:\t0\niff:\tvm01\n");
        process(proc, 43, "x".repeat(500), "pos:\t0\n", "iff:\tvm0\n");
        process(proc, 44, "", "iff:\tvm0\n");
        Files.createDirectories(proc.resolve("45"));
        Files.createDirectories(proc.resolve("self"));
        assertThat(TunHolders.of(proc, "vm0"))
                .containsExactlyInAnyOrder(
                        new TunHolder(41, "qemu-system-x86_64 -netdev tap,ifname=vm0"),
                        new TunHolder(43, "x".repeat(200) + "…"),
                        new TunHolder(44, "kworker"));
        for (String process : new String[] {"41", "43", "thread-self"}) {
            Path namespaces = Files.createDirectories(proc.resolve(process).resolve("ns"));
            Files.createSymbolicLink(namespaces.resolve("net"), Path.of(process.equals("41") ? "net:[2]" : "net:[1]"));
        }
        assertThat(TunHolders.of(proc, "vm0")).extracting(TunHolder::pid).containsExactly(43L);
        assertThat(new TunHolder(41, "qemu -x")).hasToString("pid 41 (qemu -x)");
    }

    private static void process(Path proc, int pid, String command, String... fdinfos) throws Exception {
        Path directory =
                Files.createDirectories(proc.resolve(Integer.toString(pid)).resolve("fdinfo"));
        for (int i = 0; i < fdinfos.length; i++) {
            Files.writeString(directory.resolve(Integer.toString(i)), fdinfos[i]);
        }
        Files.writeString(directory.resolveSibling("cmdline"), command);
        Files.writeString(directory.resolveSibling("comm"), "kworker\n");
    }
}
