package dev.hayabashi.stp;

import dev.hayabashi.fuzz.Check;
import dev.hayabashi.fuzz.Input;
import dev.hayabashi.fuzz.Octets;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/**
 * BPDUs, and what is none, into a bridge of four ports. The decoder says of each frame what {@link BpduModel} says; whatever was
 * heard, the machines come to rest, roles and gates fit together, guards hold, and what the bridge sends is a BPDU of its own
 * that reads as what it is.
 *
 * <p>Input: an octet of settings, then steps. A step is an octet, the port in its low two bits and the kind of step above, and
 * for a frame a length in one octet and so many octets.
 */
public final class BpduFuzz implements StpHost {
    private static final long SECOND = 1_000_000_000L;
    private static final long ADDRESS = 0x0200_0000_0100L;
    private static final int PORTS = 4;
    private static final int MAX_STEPS = 100;
    private static final int MAX_TICKS = 200;

    /** Ports of the world, by what is special about them. */
    private static final int GUARDED = 2;

    private static final int ROOT_GUARDED = 3;

    private final BpduReader reader = new BpduReader();
    private final SpanningTree tree;
    private final PortState[] gates = new PortState[PORTS + 1];
    private final int[] sentSinceTick = new int[PORTS + 1];
    private long now = SECOND;
    private int ticks;

    private BpduFuzz(int settings) {
        Arrays.fill(gates, PortState.DISABLED);
        BridgeParameters parameters = BridgeParameters.of(ADDRESS)
                .withPriority((settings & 7) * 8192)
                .withForceVersion((settings & 8) == 0 ? ForceVersion.RSTP : ForceVersion.STP)
                .withErrDisableRecoverySeconds((settings & 16) == 0 ? 0 : 30);
        tree = new SpanningTree(parameters, this, now);
        PortParameters plain = PortParameters.DEFAULT;
        tree.addPort(1, plain.withEdge(EdgeMode.FALSE), address(1), now);
        tree.addPort(GUARDED, plain.withEdge(EdgeMode.TRUE).withBpduGuard(true), address(GUARDED), now);
        tree.addPort(ROOT_GUARDED, plain.withRootGuard(true).withTcnGuard(true), address(ROOT_GUARDED), now);
        boolean assured = (settings & 32) != 0;
        tree.addPort(PORTS, assured ? plain.withNetworkPort(true) : plain.withLoopGuard(true), address(PORTS), now);
        for (int port = 1; port <= PORTS; port++) {
            tree.linkUp(port, now);
        }
    }

    private static long address(int port) {
        return ADDRESS + port;
    }

    public static void fuzzerTestOneInput(byte[] input) {
        Check.bounded(input.length, () -> {
            Input in = new Input(input);
            BpduFuzz world = new BpduFuzz(in.u8());
            world.invariants();
            for (int step = 0; step < MAX_STEPS && in.remaining() > 0; step++) {
                world.step(in);
                world.invariants();
            }
        });
    }

    private void step(Input in) {
        int kind = in.u8();
        int port = 1 + (kind & 3);
        now += SECOND / 100;
        switch (kind >> 2 & 15) {
            case 0 -> ticks(1 + in.below(40));
            case 1 -> {
                tree.linkDown(port, now);
                sentSinceTick[port] = 0;
            }
            case 2 -> tree.linkUp(port, now);
            case 3 -> tree.mcheck(port, now);
            case 4 -> tree.configure(tree.parameters().withPriority(in.below(16) * 4096), now);
            case 5 -> {
                tree.clearErrDisable(port, now);
                sentSinceTick[port] = 0;
            }
            case 6 -> tree.configurePort(port, tree.portParameters(port).withPathCost(in.u16()), now);
            default -> receive(port, in.take(in.u8()));
        }
    }

    private void ticks(int seconds) {
        for (int i = 0; i < seconds && ticks++ < MAX_TICKS; i++) {
            now += SECOND;
            Arrays.fill(sentSinceTick, 0);
            tree.tick(now);
        }
    }

    private void receive(int port, byte[] frame) {
        BpduModel model = BpduModel.of(frame);
        decode(frame, model);
        boolean disabled = tree.state(port) == PortState.DISABLED;
        BpduDisposition actual = tree.received(port, ByteBuffer.wrap(frame).asReadOnlyBuffer(), 0, frame.length, now);
        Check.same(actual, expected(port, disabled, model), () -> "what became of it on port " + port);
    }

    private BpduDisposition expected(int port, boolean disabled, BpduModel model) {
        if (disabled) {
            return BpduDisposition.PORT_DISABLED;
        }
        boolean ofTheTree = model.disposition().compareTo(BpduDisposition.LLC) > 0
                || model.disposition() == BpduDisposition.ACCEPTED;
        if (port == GUARDED && ofTheTree) {
            return BpduDisposition.BPDU_GUARD;
        }
        BpduModel.Fields fields = model.fields();
        boolean own = fields != null
                && !fields.tcn()
                && (fields.bridge() & 0xffff_ffff_ffffL) == ADDRESS
                && (fields.port() & 0xfff) == port;
        return own ? BpduDisposition.OWN : model.disposition();
    }

    private void decode(byte[] frame, BpduModel model) {
        BpduDisposition disposition = reader.envelope(ByteBuffer.wrap(frame).asReadOnlyBuffer(), 0, frame.length);
        if (disposition == BpduDisposition.ACCEPTED) {
            long source = reader.origin(now).sourceAddress();
            Check.same(source, Octets.u48(frame, 6), () -> "source address");
            disposition = reader.body();
        }
        Check.same(disposition, model.disposition(), () -> "disposition of " + Octets.hex(frame));
        if (disposition == BpduDisposition.ACCEPTED) {
            String difference = model.difference(reader.bpdu());
            Check.that(difference.isEmpty(), () -> difference + " of " + Octets.hex(frame));
        }
    }

    private void invariants() {
        Check.that(tree.atRest(), () -> "a machine can still move");
        Map<PortRole, Integer> roles = new EnumMap<>(PortRole.class);
        for (int port = 1; port <= PORTS; port++) {
            PortRole role = tree.role(port);
            PortState state = tree.state(port);
            roles.merge(role, 1, Integer::sum);
            int number = port;
            Check.same(gates[port], state, () -> "gate of port " + number);
            boolean open = state == PortState.LEARNING || state == PortState.FORWARDING;
            Check.that(
                    !open || role == PortRole.ROOT || role == PortRole.DESIGNATED,
                    () -> "port " + number + " is " + role + " and " + state);
            Check.same(state == PortState.DISABLED, role == PortRole.DISABLED, () -> "port " + number + " disabled");
        }
        Check.that(roles.getOrDefault(PortRole.ROOT, 0) <= 1, () -> "two root ports");
        int rootPort = tree.rootPort();
        Check.same(rootPort != 0, roles.containsKey(PortRole.ROOT), () -> "root port " + rootPort);
        Check.that(rootPort != GUARDED && rootPort != ROOT_GUARDED, () -> "root port " + rootPort + " behind a guard");
        BridgeId own = tree.parameters().bridgeId();
        Check.that(tree.rootId().compareTo(own) <= 0, () -> "a root worse than ourselves");
        Check.same(
                rootPort == 0, tree.rootId().equals(own) && tree.rootPathCost() == 0, () -> "root without a root port");
    }

    @Override
    public void setPortState(int portNumber, PortState state) {
        gates[portNumber] = state;
    }

    @Override
    public void flush(int portNumber, FlushCause cause) {
        Check.that(portNumber >= 1 && portNumber <= PORTS, () -> "flush of port " + portNumber);
    }

    @Override
    public void transmit(int portNumber, byte[] buffer, int length) {
        byte[] frame = Arrays.copyOf(buffer, length);
        Check.same(length, 60, () -> "length");
        BpduModel model = BpduModel.of(frame);
        decode(frame, model);
        Check.same(Octets.u48(frame, 6), address(portNumber), () -> "source of what port " + portNumber + " sent");
        int most = tree.parameters().txHoldCount();
        int sent = ++sentSinceTick[portNumber];
        Check.that(sent <= most + 1, () -> sent + " BPDUs by port " + portNumber + " within a second, not " + most);
        BpduModel.Fields fields = model.fields();
        if (fields == null) {
            // A bridge near the end of the network's diameter says what is dead on arrival; that is for the next to
            // refuse.
            Check.same(model.disposition(), BpduDisposition.MAX_AGE, () -> "sent " + Octets.hex(frame));
        } else if (!fields.tcn()) {
            Check.same(fields.bridge() & 0xffff_ffff_ffffL, ADDRESS, () -> "designated bridge");
            Check.same(fields.port() & 0xfff, portNumber, () -> "designated port");
        }
        for (int i = 14 + Octets.u16(frame, 12); i < length; i++) {
            Check.same(frame[i], (byte) 0, () -> "padding");
        }
    }
}
