package dev.hayabashi.bridgecore;

/**
 * Takes a made-up frame through {@link Bridge#receive} without consequences: nothing is counted, learned or sent. It is not a
 * model of the frame path but the frame path, walked on a second bridge that is in the same state as the first and whose ports
 * lead nowhere.
 *
 * <p>The second bridge costs as much as the first has ports. Its MAC table knows just the addresses that a frame can ask for,
 * so that the size of the first one's does not matter. It is made and walked on the event loop that owns the first.
 */
public final class Rehearsal {
    private Rehearsal() {}

    /**
     * Walks one frame.
     *
     * @param bridge the bridge as it is; not changed
     * @param portNumber where the frame is made to come in
     * @param frame the frame; its address may be 0, because no native call sees it
     * @param observer hears every decision; the ports it is told of are look-alikes with the right settings and states
     * @throws IllegalArgumentException when there is no such port
     */
    public static void walk(Bridge bridge, int portNumber, Frame frame, FrameObserver observer, long nowNanos) {
        boolean hasAddresses = frame.length() >= Frame.ETHERNET_HEADER_BYTES;
        long source = hasAddresses ? frame.source() : 0;
        long destination = hasAddresses ? frame.destination() : 0;
        long vlan = hasAddresses ? bridge.vlanKey(portNumber, frame) : 0;
        MacTable table = bridge.macTable().sample(source, destination, source | vlan, destination | vlan);
        Bridge stage = new Bridge(bridge, table, nowhere -> SendResult.SENT);
        BridgePort in = stage.port(portNumber);
        if (in == null) {
            throw new IllegalArgumentException(bridge.settings().name() + " has no port with number " + portNumber);
        }
        stage.observer(observer);
        stage.receive(in, frame, nowNanos);
    }
}
