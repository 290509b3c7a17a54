package dev.hayabashi.daemon.runtime;

import dev.hayabashi.config.BridgeConfig;
import dev.hayabashi.config.PortConfig;
import dev.hayabashi.daemon.gateway.GatewayServices;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How another process goes on with a running bridge, or this one with another's (docs/adr/0018). Its public methods belong
 * to the control thread.
 *
 * <p>Giving: {@link #pause}, {@link #keep} with {@code last}, then the end of this process, or {@link #resume}. Taking: {@link
 * #placeTemplate} for each template, {@link #takeOver}, {@link #begin}.
 */
public final class BridgeHandOver {
    private static final long PAUSE_SECONDS = 5;

    private final RunningBridge running;
    private final BridgeOnLoop onLoop;
    private final LoopCalls calls;
    private boolean suspended;

    BridgeHandOver(RunningBridge running, BridgeOnLoop onLoop, LoopCalls calls) {
        this.running = running;
        this.onLoop = onLoop;
        this.calls = calls;
    }

    /** Reads from no port until {@link #resume}; frames wait in the descriptors. Returns when that is so. */
    public void pause() {
        // What the kernel takes is not to be missing from what is handed over.
        running.endShortcuts(null);
        // First: a client that came just now becomes a port, which is paused too.
        running.templates().forEach(PortTemplate::pause);
        List<Future<?>> pausing = calls.call(() -> onLoop.ports().stream()
                .<Future<?>>map(port -> port.device().pause())
                .toList());
        for (Future<?> each : pausing) {
            if (!each.awaitUninterruptibly(PAUSE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("a port did not stop reading within " + PAUSE_SECONDS + " s");
            }
        }
    }

    /**
     * What another process needs to go on with this bridge.
     *
     * @param last stops ticks and services in the same turn of the loop, so that nothing changes any more
     * @throws PortOpenException when a port cannot be handed over
     */
    public KeptBridge keep(boolean last) throws PortOpenException {
        List<PortTemplate> templates = List.copyOf(running.templates());
        List<String> names =
                templates.stream().map(template -> template.config().name()).toList();
        Object kept = calls.call(() -> {
            try {
                return onLoop.keep(names, port -> templateOf(templates, port), last);
            } catch (PortOpenException e) {
                return e;
            }
        });
        if (kept instanceof PortOpenException e) {
            throw e;
        }
        Optional<GatewayServices> services = running.gatewayServices();
        if (last && services.isPresent()) {
            suspended = true;
            // Whatever is to be written is on the disk before the other process reads it.
            services.get().close();
        }
        return (KeptBridge) kept;
    }

    private static Optional<String> templateOf(List<PortTemplate> templates, String port) {
        return templates.stream()
                .filter(template -> template.hasMember(port))
                .map(template -> template.config().name())
                .findFirst();
    }

    /** Whether the services of the gateway have to be made anew for {@link #resume}. */
    public boolean isSuspended() {
        return suspended;
    }

    /** The descriptors of all templates and ports that have some, in the order of {@link KeptBridge}. */
    public List<Integer> descriptors() {
        List<PortTemplate> templates = List.copyOf(running.templates());
        return calls.call(() -> Stream.concat(
                        templates.stream().map(PortTemplate::listener),
                        onLoop.ports().stream()
                                .flatMap(port -> Stream.of(
                                        port.device().listener(), port.device().descriptor())))
                .filter(fd -> fd >= 0)
                .toList());
    }

    /**
     * Nobody has taken over: goes on after {@link #pause}, and after {@link #keep} if that was the last one.
     *
     * @param services made anew for the gateway, when those that were have been suspended
     */
    public void resume(@Nullable GatewayServices services) {
        calls.run(() -> {
            if (services != null) {
                running.placeServices(services);
            }
            onLoop.resumeTicks();
            onLoop.resumeShortcuts();
            onLoop.ports().forEach(port -> port.device().resume());
        });
        suspended &= services == null;
        running.templates().forEach(PortTemplate::resume);
    }

    /** Before {@link #takeOver}: a template that another process had. */
    public void placeTemplate(PortTemplate template) {
        running.placeTemplate(template);
    }

    /**
     * Goes on with a bridge of another process, in one turn of the loop: no port reads before all are there and the tree is.
     *
     * @param taken its ports in its order, the gateway's among them
     * @param services for its gateway; null without
     */
    public void takeOver(KeptBridge kept, List<TakenPort> taken, @Nullable GatewayServices services) {
        BridgeConfig config = running.config();
        calls.run(() -> {
            if (services != null) {
                running.placeServices(services);
            }
            onLoop.takeOver(config, kept, () -> join(kept, taken));
        });
    }

    private List<RunningPort> join(KeptBridge kept, List<TakenPort> taken) {
        List<String> members = kept.ports().stream()
                .filter(port -> port.template().isPresent())
                .map(KeptBridge.Member::name)
                .toList();
        List<RunningPort> joined = new ArrayList<>();
        taken.forEach(each ->
                joined.add(running.join(each, members.contains(each.config().name()))));
        return joined;
    }

    /** After {@link #takeOver}, once the other process cannot go on any more: sockets are read and written too. */
    public void begin() {
        calls.run(() -> onLoop.ports().forEach(port -> port.device().begin()));
        running.templates().forEach(PortTemplate::resume);
    }

    /** Lets go of the bridge as it is: nothing is closed, and it does nothing any more. */
    void abandon() {
        calls.run(onLoop::stopTicks);
    }

    /** What a port of another process was asked for; its gateway's, or one of {@code all}, or a client's of one of them. */
    public PortConfig configOf(BridgeConfig all, KeptBridge.Member member) {
        if (member.number() == GatewayPort.NUMBER && all.gateway().isPresent()) {
            return running.gatewayConfig();
        }
        PortConfig configured = configured(all, member.template().orElse(member.name()));
        return (member.template().isPresent() ? StreamTemplate.memberConfig(configured, member.name()) : configured)
                .withNumber(member.number());
    }

    /** The port or template of a name. */
    public static PortConfig configured(BridgeConfig all, String name) {
        return all.ports().stream()
                .filter(port -> port.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "bridge " + all.name() + " has a port " + name + " that is not in its configuration"));
    }
}
