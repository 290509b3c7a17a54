package dev.hayabashi.bridgecore;

import java.util.List;

/** Port settings with single fields changed. */
final class PortSettingsBuilder {
    private final PortSettings base;
    private int mtuBytes;
    private boolean isolated;
    private boolean learning;
    private boolean sticky;
    private boolean locked;
    private boolean floodUnicast;
    private boolean floodMulticast;
    private boolean floodBroadcast;
    private int macLimit;
    private int queueFrames;
    private List<Long> staticAddresses;
    private PortProtection protection;
    private VlanMembership vlan;

    PortSettingsBuilder(PortSettings base) {
        this.base = base;
        mtuBytes = base.mtuBytes();
        isolated = base.isolated();
        learning = base.learning();
        sticky = base.sticky();
        locked = base.locked();
        floodUnicast = base.floodUnicast();
        floodMulticast = base.floodMulticast();
        floodBroadcast = base.floodBroadcast();
        macLimit = base.macLimit();
        queueFrames = base.queueFrames();
        staticAddresses = base.staticAddresses();
        protection = base.protection();
        vlan = base.vlan();
    }

    static PortSettingsBuilder port(int number) {
        return new PortSettingsBuilder(Segment.defaults(number));
    }

    PortSettingsBuilder mtu(int bytes) {
        mtuBytes = bytes;
        return this;
    }

    PortSettingsBuilder isolated(boolean value) {
        isolated = value;
        return this;
    }

    PortSettingsBuilder learning(boolean value) {
        learning = value;
        return this;
    }

    PortSettingsBuilder sticky(boolean value) {
        sticky = value;
        return this;
    }

    PortSettingsBuilder locked(boolean value) {
        locked = value;
        return this;
    }

    PortSettingsBuilder flood(boolean unicast, boolean multicast, boolean broadcast) {
        floodUnicast = unicast;
        floodMulticast = multicast;
        floodBroadcast = broadcast;
        return this;
    }

    PortSettingsBuilder macLimit(int addresses) {
        macLimit = addresses;
        return this;
    }

    PortSettingsBuilder queueFrames(int frames) {
        queueFrames = frames;
        return this;
    }

    PortSettingsBuilder statics(Long... addresses) {
        staticAddresses = List.of(addresses);
        return this;
    }

    PortSettingsBuilder protection(PortProtection value) {
        protection = value;
        return this;
    }

    PortSettingsBuilder vlan(int nativeVlan, int... tagged) {
        java.util.BitSet others = new java.util.BitSet();
        for (int each : tagged) {
            others.set(each);
        }
        vlan = new VlanMembership(nativeVlan, others);
        return this;
    }

    PortSettings build() {
        return new PortSettings(
                base.name(),
                base.number(),
                base.address(),
                mtuBytes,
                isolated,
                learning,
                sticky,
                locked,
                floodUnicast,
                floodMulticast,
                floodBroadcast,
                macLimit,
                queueFrames,
                staticAddresses,
                protection,
                vlan);
    }
}
