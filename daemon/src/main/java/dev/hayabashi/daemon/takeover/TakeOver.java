package dev.hayabashi.daemon.takeover;

import dev.hayabashi.tapio.sys.Libc;
import dev.hayabashi.tapio.sys.NativeFd;
import dev.hayabashi.tapio.sys.TapIoException;
import dev.hayabashi.tapio.sys.UnixSockets;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The side of the process that goes on. After {@link #commit} the connection must not be closed but by {@link #running} or by
 * the end of this process: the other one takes its end for the end of this one.
 */
public final class TakeOver {
    private static final Logger LOG = LoggerFactory.getLogger(TakeOver.class);
    private static final long ANSWER_MILLIS = 30_000;
    private static final long CLOCK_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Wire wire;
    private final Estate draft;

    private TakeOver(Wire wire, Estate draft) {
        this.wire = wire;
        this.draft = draft;
    }

    /** What a committed hand-over has brought. */
    public record Taken(Estate estate, List<NativeFd> descriptors) {}

    /**
     * Asks the daemon behind a control socket to be allowed to go on in its place.
     *
     * @param version of this program
     * @throws RefusedException when there is none, or it refuses
     */
    public static TakeOver ask(Path controlSocket, String version) throws RefusedException {
        String path = HandOver.pathBeside(controlSocket).toString();
        NativeFd fd;
        try {
            fd = UnixSockets.connect(path, Libc.SOCK_STREAM);
        } catch (TapIoException | IllegalArgumentException e) {
            throw new RefusedException(
                    "no daemon can be asked to hand over: " + e.getMessage(),
                    "one that runs and is older than this feature has to be stopped; without one, leave --takeover out");
        }
        Wire wire = new Wire(fd);
        try {
            wire.patience(ANSWER_MILLIS);
            wire.send(new Hello(Estate.PROTOCOL, version, HandOver.networkNamespace()));
            Answer answer = wire.receive(Answer.class);
            Estate draft = answer.draft();
            if (draft == null) {
                wire.close();
                throw new RefusedException("the running daemon does not hand over: " + answer.refusal(), answer.hint());
            }
            long ago = System.nanoTime() - draft.atNanos();
            if (ago < 0 || ago > CLOCK_NANOS) {
                wire.close();
                throw new RefusedException(
                        "the running daemon has another clock", "start the new one in the same time namespace");
            }
            return new TakeOver(wire, draft);
        } catch (IOException e) {
            wire.close();
            throw new RefusedException("the running daemon does not hand over: " + e.getMessage(), "see its log");
        }
    }

    /** The estate as it was when asked for. */
    public Estate draft() {
        return draft;
    }

    /** Not this time; the other one has not stopped anything yet. */
    public void giveUp() {
        wire.close();
    }

    /** From now on the other one stands still, and waits for {@link #running} or for the end of this process. */
    public Taken commit() throws RefusedException {
        try {
            wire.send(new HandOver.Commit(true));
            Estate estate = wire.receive(Estate.class);
            return new Taken(estate, wire.receiveDescriptors(estate.descriptors()));
        } catch (IOException e) {
            throw new RefusedException("the running daemon has not handed over: " + e.getMessage(), "see its log");
        }
    }

    /**
     * This process reads: the other one ends. Returns when it has let go of everything; there is no way back from here.
     *
     * @param said called when the other one has been told, and cannot go on whatever becomes of this process
     */
    public void running(Runnable said) {
        try {
            wire.send(new HandOver.Running(true));
        } catch (IOException e) {
            LOG.warn("the daemon that handed over has ended early: {}", e.getMessage());
        }
        said.run();
        try {
            wire.receive(HandOver.Running.class);
        } catch (EOFException e) {
            // As it should be.
        } catch (IOException e) {
            LOG.warn("the daemon that handed over may still be there: {}", e.getMessage());
        } finally {
            wire.close();
        }
    }
}
