package dev.hayabashi.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How long ago this process was started: by the kernel's clock, so that the launcher, which becomes this process, and the
 * start of the virtual machine are in it. The virtual machine's own clock begins a tenth of a second later.
 */
final class ProcessAge {
    /** Fields of /proc/PID/stat behind the name, see proc_pid_stat(5): the state is the third, the start the 22nd. */
    private static final int START_FIELD = 22 - 3;

    /** Of what /proc shows; it is 100 on every architecture. */
    private static final int TICKS_PER_SECOND = 100;

    private ProcessAge() {}

    /** {@code 0.31 s}. */
    static String now() {
        try {
            return text(Files.readString(Path.of("/proc/self/stat")), Files.readString(Path.of("/proc/uptime")));
        } catch (IOException | RuntimeException e) {
            return "? s";
        }
    }

    static String text(String stat, String uptime) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        long startTicks = Long.parseLong(fields[START_FIELD]);
        String seconds = uptime.substring(0, uptime.indexOf(' '));
        int point = seconds.indexOf('.');
        long nowTicks = Long.parseLong(seconds.substring(0, point)) * TICKS_PER_SECOND
                + Long.parseLong(seconds.substring(point + 1));
        long age = Math.max(0, nowTicks - startTicks);
        long hundredths = age % TICKS_PER_SECOND;
        return age / TICKS_PER_SECOND + (hundredths < 10 ? ".0" : ".") + hundredths + " s";
    }
}
