package dev.hayabashi.tapio.sys;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IoUringObstacleTest {
    private static IoUringObstacle of(Errno errno, String sysctl, boolean filtered) {
        return IoUringObstacle.ofSetup(errno.code(), sysctl, filtered);
    }

    @Test
    void theSwitchIsNamedWithTheCommandThatTurnsIt() {
        for (String value : new String[] {"1", "2"}) {
            IoUringObstacle obstacle = of(Errno.EPERM, value, true);
            assertThat(obstacle.reason()).startsWith("kernel.io_uring_disabled is " + value + ": ");
            assertThat(obstacle.mend()).contains("sysctl -w kernel.io_uring_disabled=0");
            assertThat(obstacle.hint()).isEqualTo(obstacle.mend().orElseThrow());
        }
        assertThat(of(Errno.EPERM, "1", false).reason()).contains("CAP_SYS_ADMIN", "kernel.io_uring_group");
    }

    @Test
    void withOneTheSwitchAloneForbidsNothing() {
        assertThat(IoUringObstacle.ofSysctl("0")).isEmpty();
        assertThat(IoUringObstacle.ofSysctl("1")).isEmpty();
        assertThat(IoUringObstacle.ofSysctl("2")).isPresent();
    }

    @Test
    void aFilterMayRefuseByEitherError() {
        for (Errno errno : new Errno[] {Errno.EPERM, Errno.ENOSYS}) {
            assertThat(of(errno, "0", true).reason()).startsWith("a seccomp filter forbids io_uring");
            assertThat(of(errno, "0", true).mend()).isEmpty();
        }
    }

    @Test
    void withoutAFilterItIsTheKernel() {
        assertThat(of(Errno.ENOSYS, "0", false).reason()).isEqualTo("this kernel is built without io_uring");
        assertThat(of(Errno.EPERM, "0", false).reason()).contains("operation not permitted");
        assertThat(of(Errno.EMFILE, "0", true).reason()).contains("too many open files in this process (errno 24)");
    }

    @Test
    void memoryThatMayNotBeLockedIsNamedByItsLimit() {
        assertThat(of(Errno.ENOMEM, "0", true).reason()).startsWith("RLIMIT_MEMLOCK leaves no room");
        assertThat(of(Errno.ENOMEM, "0", false).hint()).contains("LimitMEMLOCK=", "ulimit -l 8192");
    }

    @Test
    void anOldKernelIsNamed() {
        assertThat(IoUringObstacle.ofOldKernel("6.1.0-42-amd64").reason()).contains("6.1.0-42-amd64");
    }
}
