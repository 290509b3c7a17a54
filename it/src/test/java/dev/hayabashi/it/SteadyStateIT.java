package dev.hayabashi.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.it.fixture.Shell;
import dev.hayabashi.it.fixture.TapSegment;
import dev.hayabashi.it.fixture.TestFrame;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The running daemon allocates nothing for steady traffic: seen from outside, in the JVM's own thread dump. */
class SteadyStateIT {
    private static final int FRAMES = 50_000;
    private static final Pattern LOOP = Pattern.compile("\"frames[^\"]*\".* allocated=([0-9.]+)([BKMG])");

    @Test
    void eventLoopAllocatesNothingForSteadyTraffic() {
        try (TapSegment segment = TapSegment.of(3)) {
            segment.hear("p2", "0a:00:00:00:00:02");
            TestFrame unicast = TestFrame.of("0a:00:00:00:00:02", "0a:00:00:00:00:01");
            TestFrame flooded = TestFrame.of("0a:00:00:00:00:99", "0a:00:00:00:00:01");
            traffic(segment, unicast, flooded);
            long framesBefore = framesRead(segment);
            double bytesBefore = allocatedBytes(segment);
            traffic(segment, unicast, flooded);
            double allocated = allocatedBytes(segment) - bytesBefore;
            // The kernel drops what the TAP's queue has no room for when the machine is busy; that is not looked at
            // here.
            long frames = framesRead(segment) - framesBefore;
            System.out.printf("event loop: %.0f bytes allocated over %d frames%n", allocated, frames);
            assertThat(frames).isGreaterThan(FRAMES / 2);
            // The loop's ticks, BPDUs and the questions of the API are in it too.
            assertThat(allocated / frames).as("bytes for each frame").isLessThan(2);
        }
    }

    private static long framesRead(TapSegment segment) {
        return segment.api().port("p1").path("rx").path("frames").asLong();
    }

    private static void traffic(TapSegment segment, TestFrame... frames) {
        for (TestFrame frame : frames) {
            segment.peer().send("p1", frame, FRAMES, 0);
        }
        segment.peer().clear();
    }

    /** Bytes that the event loop's thread has allocated so far, by {@code jcmd}. */
    private static double allocatedBytes(TapSegment segment) {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        String dump = Shell.attempt(List.of(jcmd, "" + segment.daemon().pid(), "Thread.print", "-e"))
                .orFail()
                .output();
        Matcher loop = LOOP.matcher(dump);
        assertThat(loop.find()).as(dump).isTrue();
        double unit = Math.pow(1024, "BKMG".indexOf(loop.group(2).charAt(0)));
        return Double.parseDouble(loop.group(1)) * unit;
    }
}
