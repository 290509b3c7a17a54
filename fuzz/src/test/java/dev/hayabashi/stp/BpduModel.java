package dev.hayabashi.stp;

import static dev.hayabashi.fuzz.Octets.i64;
import static dev.hayabashi.fuzz.Octets.u16;
import static dev.hayabashi.fuzz.Octets.u32;
import static dev.hayabashi.fuzz.Octets.u48;
import static dev.hayabashi.fuzz.Octets.u8;

import org.jspecify.annotations.Nullable;

/**
 * What a frame is to the spanning tree, read off 802.1D-2004 clause 9.3 from top to bottom: the oracle for {@link BpduReader}.
 *
 * @param disposition what becomes of it on a port without guards
 * @param fields what an accepted one says
 */
record BpduModel(BpduDisposition disposition, @Nullable Fields fields) {
    /** Times in 1/256 s, as they travel. */
    record Fields(
            boolean tcn,
            boolean rapid,
            int flags,
            long root,
            long cost,
            long bridge,
            int port,
            int messageAge,
            int maxAge,
            int helloTime,
            int forwardDelay,
            long source) {}

    private static BpduModel refused(BpduDisposition why) {
        return new BpduModel(why, null);
    }

    static BpduModel of(byte[] frame) {
        if (frame.length < 17) {
            return refused(BpduDisposition.RUNT);
        }
        if ((u8(frame, 6) & 1) != 0) {
            return refused(BpduDisposition.GROUP_SOURCE);
        }
        if (u48(frame, 0) != 0x0180c2000000L) {
            return refused(BpduDisposition.DESTINATION);
        }
        int typeOrLength = u16(frame, 12);
        if (typeOrLength == 0x8100 || typeOrLength == 0x88a8) {
            return refused(BpduDisposition.TAGGED);
        }
        if (typeOrLength > 1500 || u8(frame, 14) != 0x42 || u8(frame, 15) != 0x42 || u8(frame, 16) != 3) {
            return refused(BpduDisposition.LLC);
        }
        if (14 + typeOrLength > frame.length) {
            return refused(BpduDisposition.LENGTH);
        }
        return bpdu(frame, typeOrLength - 3);
    }

    /** @param octets of BPDU, by the length field */
    private static BpduModel bpdu(byte[] frame, int octets) {
        if (octets < 4) {
            return refused(BpduDisposition.SHORT);
        }
        if (u16(frame, 17) != 0) {
            return refused(BpduDisposition.PROTOCOL);
        }
        int version = u8(frame, 19);
        int type = u8(frame, 20);
        if (type == 0x80) {
            return new BpduModel(
                    BpduDisposition.ACCEPTED, new Fields(true, false, 0, 0, 0, 0, 0, 0, 0, 0, 0, u48(frame, 6)));
        }
        if (type != 0 && type != 2) {
            return refused(BpduDisposition.TYPE);
        }
        if (octets < (type == 0 ? 35 : 36)) {
            return refused(BpduDisposition.SHORT);
        }
        if (type == 2 && version < 2) {
            return refused(BpduDisposition.VERSION);
        }
        int flags = u8(frame, 21);
        int role = flags >> 2 & 3;
        boolean rapid = type == 2 && role != 0;
        int messageAge = u16(frame, 44);
        int maxAge = u16(frame, 46);
        // The words of root, alternate and backup ports carry no information that could be too old.
        boolean speaksForTheTree = !rapid || role == 3;
        if (maxAge == 0 || (speaksForTheTree && messageAge >= maxAge)) {
            return refused(BpduDisposition.MAX_AGE);
        }
        return new BpduModel(
                BpduDisposition.ACCEPTED,
                new Fields(
                        false,
                        rapid,
                        flags,
                        i64(frame, 22),
                        u32(frame, 30),
                        i64(frame, 34),
                        u16(frame, 42),
                        messageAge,
                        maxAge,
                        u16(frame, 48),
                        u16(frame, 50),
                        u48(frame, 6)));
    }

    /** What is different in what the decoder has made of it; empty when nothing is. */
    String difference(Bpdu bpdu) {
        Fields f = fields;
        if (f == null) {
            return "it has no fields";
        }
        if (f.tcn()) {
            return bpdu.kind() == BpduKind.TCN && bpdu.sourceAddress() == f.source() ? "" : "not the TCN that it is";
        }
        PortRole role = !f.rapid() || (f.flags() >> 2 & 3) == 3
                ? PortRole.DESIGNATED
                : (f.flags() >> 2 & 3) == 2 ? PortRole.ROOT : PortRole.ALTERNATE;
        PriorityVector vector = new PriorityVector(f.root(), f.cost(), f.bridge(), f.port());
        Times times = new Times(
                (f.messageAge() + 128) / 256,
                (f.maxAge() + 128) / 256,
                (f.helloTime() + 128) / 256,
                (f.forwardDelay() + 128) / 256);
        Bpdu expected = new Bpdu(
                bpdu.kind(),
                f.rapid(),
                role,
                (f.flags() & 0x01) != 0,
                !f.rapid() && (f.flags() & 0x80) != 0,
                f.rapid() && (f.flags() & 0x02) != 0,
                f.rapid() && (f.flags() & 0x40) != 0,
                f.rapid() && (f.flags() & 0x10) != 0,
                vector,
                times,
                f.source());
        return bpdu.equals(expected) ? "" : bpdu + " instead of " + expected;
    }
}
