package dev.hayabashi.stp;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Builds frames octet by octet, wrong ones too, independently of the engine's own encoder. */
final class Frame {
    static final int TC = 0x01;
    static final int PROPOSAL = 0x02;
    static final int ALTERNATE = 0x04;
    static final int ROOT = 0x08;
    static final int DESIGNATED = 0x0C;
    static final int LEARNING = 0x10;
    static final int FORWARDING = 0x20;
    static final int AGREEMENT = 0x40;
    static final int TC_ACK = 0x80;

    private long destination = 0x0180C2000000L;
    private long source = 0x0200_0000_0B01L;
    private int llc = 0x424203;
    private int protocol;
    private int version;
    private int type;
    private int flags;
    private long root = 0x8000_0200_0000_0B00L;
    private long cost;
    private long bridge = 0x8000_0200_0000_0B00L;
    private int port = 0x8001;
    private int messageAge;
    private int maxAge = 20 * 256;
    private int hello = 2 * 256;
    private int forwardDelay = 15 * 256;
    private int bpduLength;
    private int lengthField = -1;
    private int tag = -1;
    private byte padding;
    private int total = 60;

    static Frame config() {
        Frame f = new Frame();
        f.bpduLength = 35;
        return f;
    }

    static Frame rst(int flags) {
        Frame f = new Frame();
        f.version = 2;
        f.type = 2;
        f.flags = flags;
        f.bpduLength = 36;
        return f;
    }

    static Frame tcn() {
        Frame f = new Frame();
        f.type = 0x80;
        f.bpduLength = 4;
        return f;
    }

    Frame destination(long value) {
        destination = value;
        return this;
    }

    Frame source(long value) {
        source = value;
        return this;
    }

    Frame llc(int value) {
        llc = value;
        return this;
    }

    Frame protocol(int value) {
        protocol = value;
        return this;
    }

    Frame version(int value) {
        version = value;
        return this;
    }

    Frame type(int value) {
        type = value;
        return this;
    }

    Frame flags(int value) {
        flags = value;
        return this;
    }

    /** Sets root and designated bridge to the same identifier, cost 0. */
    Frame from(long bridgeId) {
        root = bridgeId;
        bridge = bridgeId;
        return this;
    }

    Frame root(long value) {
        root = value;
        return this;
    }

    Frame cost(long value) {
        cost = value;
        return this;
    }

    Frame bridge(long value) {
        bridge = value;
        return this;
    }

    Frame port(int value) {
        port = value;
        return this;
    }

    /** 1/256 s. */
    Frame messageAge(int raw) {
        messageAge = raw;
        return this;
    }

    Frame maxAge(int raw) {
        maxAge = raw;
        return this;
    }

    Frame hello(int raw) {
        hello = raw;
        return this;
    }

    Frame forwardDelay(int raw) {
        forwardDelay = raw;
        return this;
    }

    Frame bpduLength(int value) {
        bpduLength = value;
        total = Math.max(total, 17 + value);
        return this;
    }

    Frame lengthField(int value) {
        lengthField = value;
        return this;
    }

    Frame tag(int vlan) {
        tag = vlan;
        return this;
    }

    Frame padding(int value) {
        padding = (byte) value;
        return this;
    }

    Frame total(int value) {
        total = value;
        return this;
    }

    byte[] build() {
        byte[] octets = new byte[Math.max(200, total)];
        Arrays.fill(octets, padding);
        ByteBuffer b = ByteBuffer.wrap(octets);
        mac(b, destination);
        mac(b, source);
        if (tag >= 0) {
            b.putShort((short) 0x8100).putShort((short) tag);
        }
        b.putShort((short) (lengthField >= 0 ? lengthField : 3 + bpduLength));
        b.put((byte) (llc >> 16)).put((byte) (llc >> 8)).put((byte) llc);
        b.putShort((short) protocol).put((byte) version).put((byte) type);
        if (bpduLength > 4) {
            b.put((byte) flags).putLong(root).putInt((int) cost).putLong(bridge).putShort((short) port);
            b.putShort((short) messageAge).putShort((short) maxAge).putShort((short) hello);
            b.putShort((short) forwardDelay).put((byte) 0);
        }
        return Arrays.copyOf(octets, total);
    }

    private static void mac(ByteBuffer b, long mac) {
        b.putShort((short) (mac >> 32)).putInt((int) mac);
    }
}
