package dev.hayabashi.fuzz;

import dev.hayabashi.daemon.decode.FrameSummary;

/** Frames put into words, as {@code why}, {@code trace} and a capture's comments do: one printable phrase, and the right addresses. */
public final class DecodeFuzz {
    private static final int MAX_TEXT = 512;

    private DecodeFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        Check.bounded(input.length, () -> describe(input));
    }

    private static void describe(byte[] frame) {
        FrameSummary summary = FrameSummary.of(frame);
        String text = summary.text();
        Check.that(
                !text.isBlank() && text.length() <= MAX_TEXT && text.chars().allMatch(c -> c >= 0x20 && c < 0x7f),
                () -> "not a printable phrase: " + text);
        Check.that(
                !summary.kind().isBlank() && text.contains(summary.kind()), () -> summary.kind() + " not in " + text);
        if (frame.length < 14) {
            return;
        }
        Check.same(summary.destination(), Octets.u48(frame, 0), () -> "destination");
        Check.same(summary.source(), Octets.u48(frame, 6), () -> "source");
        int type = Octets.u16(frame, 12);
        boolean tagged = (type == 0x8100 || type == 0x88a8) && frame.length >= 18;
        Check.same(summary.vlan(), tagged ? Octets.u16(frame, 14) & 0xfff : -1, () -> "VLAN");
        if (type == 0x0800 && frame.length >= 34 && Octets.u8(frame, 14) >>> 4 == 4) {
            String source = summary.sourceIp();
            Check.that(
                    source == null || source.equals(dotted(frame, 26)), () -> source + " is not " + dotted(frame, 26));
        }
    }

    private static String dotted(byte[] frame, int at) {
        return Octets.u8(frame, at) + "." + Octets.u8(frame, at + 1) + "." + Octets.u8(frame, at + 2) + "."
                + Octets.u8(frame, at + 3);
    }
}
