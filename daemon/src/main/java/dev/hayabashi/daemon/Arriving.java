package dev.hayabashi.daemon;

import dev.hayabashi.config.BridgeConfig;
import dev.hayabashi.config.ConfigException;
import dev.hayabashi.config.ConfigReader;
import dev.hayabashi.config.HayabashiConfig;
import dev.hayabashi.daemon.apply.Planner;
import dev.hayabashi.daemon.gateway.GatewayException;
import dev.hayabashi.daemon.gateway.GatewayServices;
import dev.hayabashi.daemon.runtime.KeptBridge;
import dev.hayabashi.daemon.runtime.PortOpenException;
import dev.hayabashi.daemon.runtime.TakeOverRehearsal;
import dev.hayabashi.daemon.takeover.Estate;
import dev.hayabashi.daemon.takeover.RefusedException;
import dev.hayabashi.daemon.takeover.TakeOver;
import dev.hayabashi.tapio.loop.FrameLoop;
import dev.hayabashi.tapio.sys.NativeFd;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A daemon that goes on where another one stops. It first runs what the other one ran, whatever its own file says, so that
 * nothing moves; the differences are applied afterwards, as when a file is read again.
 */
final class Arriving {
    private static final Logger LOG = LoggerFactory.getLogger(Arriving.class);

    private static final long ANY_MAC = 0x0200_0000_0001L;

    private final HayabashiConfig wanted;
    private final TakeOver from;
    private HayabashiConfig running;

    /**
     * Asks the running daemon.
     *
     * @throws StartException when it refuses, or what it runs cannot become what is wanted without a restart
     */
    Arriving(HayabashiConfig wanted, Path socket) throws StartException {
        this.wanted = wanted;
        try {
            from = TakeOver.ask(socket, Version.CURRENT);
        } catch (RefusedException e) {
            throw new StartException(String.valueOf(e.getMessage()), e.hint());
        }
        running = runningWith(from.draft());
        List<String> restarts = Planner.plan(running, wanted).restarts();
        if (!restarts.isEmpty()) {
            from.giveUp();
            throw new StartException(
                    String.join("; ", restarts) + ": this takes a restart; the running daemon was left alone",
                    "put the old value back, or stop the running daemon and start the new one");
        }
    }

    /** What runs, with the settings of the process from the file: those are for the new process to have. */
    private HayabashiConfig runningWith(Estate estate) throws StartException {
        HayabashiConfig theirs;
        try {
            theirs = ConfigReader.read("the running daemon", estate.config());
        } catch (ConfigException e) {
            from.giveUp();
            throw new StartException(
                    "the running daemon, version " + estate.version() + ", runs what this version does not understand: "
                            + e.getMessage(),
                    "");
        }
        if (!theirs.stateDir().equals(wanted.stateDir())) {
            from.giveUp();
            throw new StartException(
                    "the running daemon keeps its leases in " + theirs.stateDir()
                            + ", the configuration has `state-dir: " + wanted.stateDir() + "`",
                    "put the old value back, or stop the running daemon and start the new one");
        }
        return wanted.withBridges(theirs.bridges());
    }

    /** What is to run first. */
    HayabashiConfig running() {
        return running;
    }

    /** Makes sure that the draft fits, and warms what will be needed. */
    void rehearse(FrameLoop frames) throws StartException {
        try {
            for (KeptBridge kept : from.draft().bridges()) {
                TakeOverRehearsal.run(configOf(kept), kept, frames.eventLoop(), FrameLoop.memory());
                if (configOf(kept).gateway().isPresent()) {
                    GatewayServices.warmUp(configOf(kept), ANY_MAC, FrameLoop.memory());
                }
            }
        } catch (RuntimeException e) {
            from.giveUp();
            LOG.error("the rehearsal failed", e);
            throw new StartException(
                    "what the running daemon, version " + from.draft().version() + ", would hand over does not fit: "
                            + e.getMessage(),
                    "stop it and start the new one");
        }
    }

    private BridgeConfig configOf(KeptBridge kept) {
        return running.bridge(kept.name())
                .orElseThrow(() -> new IllegalArgumentException("there is no bridge " + kept.name()));
    }

    /**
     * Stops the running daemon and goes on. On the control thread. When this throws, this process has to end, and nothing
     * may be closed before: the other one goes on as soon as it does.
     */
    void takeOver(BridgeKeeper keeper) throws StartException {
        long begun = System.nanoTime();
        try {
            TakeOver.Taken taken = from.commit();
            running = runningWith(taken.estate());
            Deque<NativeFd> descriptors = new ArrayDeque<>(taken.descriptors());
            for (KeptBridge kept : taken.estate().bridges()) {
                List<String> automatic = taken.estate().autoAttached().getOrDefault(kept.name(), List.of());
                keeper.takeOver(configOf(kept), kept, descriptors, automatic);
            }
            LOG.info(
                    "took over {} ports; no frame was read for {} ms",
                    taken.estate().bridges().stream()
                            .mapToInt(bridge -> bridge.ports().size())
                            .sum(),
                    Math.round((System.nanoTime() - begun) / 1e6));
            from.running(keeper::begin);
        } catch (RefusedException e) {
            throw new StartException(String.valueOf(e.getMessage()), e.hint());
        } catch (PortOpenException e) {
            throw new StartException("not taken over: " + e.getMessage(), e.hint());
        } catch (GatewayException e) {
            throw new StartException("not taken over: " + e.getMessage(), e.hint());
        }
    }

    /** The host's side of what runs is ours to look after now. */
    void raiseHost(BridgeKeeper keeper) {
        for (BridgeConfig bridge : running.bridges()) {
            try {
                keeper.raiseHost(bridge);
            } catch (GatewayException e) {
                LOG.error("{}: {}; {}", bridge.name(), e.getMessage(), e.hint());
            }
        }
    }
}
