package dev.hayabashi.cli.demo;

import dev.hayabashi.cli.demo.Happening.Side;
import dev.hayabashi.cli.demo.Happening.What;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One side of the demo from carrier to lease. */
final class Play {
    /** A home-made kernel on Firecracker is about this fast from the opening of the TAP to its first packet. */
    private static final long BOOT_MILLIS = 300;

    private static final long BEFORE_OPENED = -1;

    private final Side side;
    private final BridgeSide bridge;
    private final Stage stage;
    private final Consumer<Happening> tell;
    private final Outcome outcome = new Outcome();
    private volatile long openedNanos = BEFORE_OPENED;
    private String guestNamespace = "";
    private @Nullable Guest guest;
    private boolean offered;

    Play(Side side, BridgeSide bridge, Stage stage, Consumer<Happening> tell) {
        this.side = side;
        this.bridge = bridge;
        this.stage = stage;
        this.tell = tell;
    }

    void setUp() {
        bridge.setUp(this::stateChanged);
        guestNamespace = stage.namespace(side == Side.KERNEL ? "gk" : "gh");
        Guest made = Guest.prepare("vm0", bridge.namespace(), guestNamespace, "eth0", this::passed);
        stage.add(made);
        guest = made;
        stage.run("ip", "-n", guestNamespace, "link", "set", "eth0", "up");
    }

    /** Opens the TAP, boots the guest, and returns when its client has a lease or has ended, or after the time. */
    void run(long timeoutSeconds) {
        openedNanos = System.nanoTime();
        tell(What.OPENED, "");
        Guest plugged = guest;
        if (plugged == null) {
            throw new IllegalStateException("set up first");
        }
        plugged.plugIn();
        try {
            long left = openedNanos + TimeUnit.MILLISECONDS.toNanos(BOOT_MILLIS) - System.nanoTime();
            TimeUnit.NANOSECONDS.sleep(Math.max(0, left));
            tell(What.BOOTED, "");
            List<String> client = List.of("busybox", "udhcpc", "-f", "-q", "-i", "eth0", "-s", "/bin/true");
            List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", guestNamespace));
            command.addAll(client);
            Process process = stage.start("udhcpc-" + side, command);
            if (!process.waitFor(timeoutSeconds, TimeUnit.SECONDS) || outcome.leaseNanos() == 0) {
                tell(What.NO_LEASE, "");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void stateChanged(String state) {
        if (openedNanos != BEFORE_OPENED) {
            tell(What.STATE, state);
        }
    }

    private synchronized void passed(boolean fromGuest, int type, String address) {
        long now = System.nanoTime() - openedNanos;
        if (fromGuest && type == DhcpGlance.DISCOVER) {
            String state = bridge.portState();
            boolean lost = !state.equals("forwarding");
            offered = false;
            outcome.discover(now, lost);
            tell.accept(new Happening(side, now, lost ? What.LOST : What.DISCOVER, state));
        } else if (!fromGuest && type == DhcpGlance.OFFER && !offered) {
            offered = true;
            outcome.offer(now);
            tell.accept(new Happening(side, now, What.OFFER, address));
        } else if (!fromGuest && type == DhcpGlance.ACK && outcome.leaseNanos() == 0) {
            outcome.lease(now);
            tell.accept(new Happening(side, now, What.LEASE, address));
        }
    }

    private void tell(What what, String detail) {
        tell.accept(new Happening(side, System.nanoTime() - openedNanos, what, detail));
    }

    Outcome outcome() {
        return outcome;
    }

    /** What is left to say in the end. Written by the cable's thread, read when it is over. */
    static final class Outcome {
        private int discovers;
        private int lost;
        private long lastDiscoverNanos;
        private long answerNanos;
        private long leaseNanos;

        synchronized void discover(long nanos, boolean wasLost) {
            discovers++;
            lost += wasLost ? 1 : 0;
            lastDiscoverNanos = nanos;
        }

        synchronized void offer(long nanos) {
            answerNanos = nanos - lastDiscoverNanos;
        }

        synchronized void lease(long nanos) {
            leaseNanos = nanos;
        }

        /** DISCOVERs sent. */
        synchronized int discovers() {
            return discovers;
        }

        /** Those that the bridge discarded. */
        synchronized int lost() {
            return lost;
        }

        /** From the DISCOVER that was answered to its OFFER. */
        synchronized long answerNanos() {
            return answerNanos;
        }

        /** From the opening of the TAP to the lease; 0 when there is none. */
        synchronized long leaseNanos() {
            return leaseNanos;
        }
    }

    /** A play that failed says why. */
    static void rethrow(@Nullable Throwable failure) {
        if (failure instanceof RuntimeException runtime) {
            throw runtime;
        }
        if (failure != null) {
            throw new IllegalStateException(failure);
        }
    }
}
