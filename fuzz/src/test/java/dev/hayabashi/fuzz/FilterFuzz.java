package dev.hayabashi.fuzz;

import dev.hayabashi.bridgecore.Frame;
import dev.hayabashi.daemon.capture.FilterException;
import dev.hayabashi.daemon.capture.FrameFilter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Capture filters on frames: an expression is refused with a column that it has and a hint, or it judges every frame and obeys
 * the laws of logic. Input: a length, so many octets of expression, then a frame.
 */
public final class FilterFuzz {
    private static final Pattern COLUMN = Pattern.compile("column (\\d+): ");

    /** A server cuts a request's head at 16 KiB. */
    private static final int MAX_EXPRESSION_BYTES = 4096;

    private FilterFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        Check.bounded(input.length, () -> judge(new Input(input)));
    }

    private static void judge(Input input) {
        String expression = new String(input.take(Math.min(input.u16(), MAX_EXPRESSION_BYTES)), StandardCharsets.UTF_8);
        byte[] octets = input.rest();
        ByteBuffer memory = ByteBuffer.allocate(Frame.VNET_HEADER_BYTES + octets.length);
        memory.put(Frame.VNET_HEADER_BYTES, octets);
        Frame frame = new Frame(memory, 0);
        frame.received(Frame.VNET_HEADER_BYTES + octets.length);
        FrameFilter filter;
        try {
            filter = FrameFilter.compile(expression);
        } catch (FilterException refusal) {
            refused(refusal, expression);
            return;
        }
        boolean matches = filter.matches(frame);
        Check.same(filter.matches(frame), matches, () -> "the same frame again");
        if (expression.isBlank()) {
            Check.that(matches, () -> "no filter, no frame");
            return;
        }
        law("not (" + expression + ")", frame, !matches);
        law("(" + expression + ") or not (" + expression + ")", frame, true);
        law("(" + expression + ") and arp and not arp", frame, false);
    }

    private static void law(String expression, Frame frame, boolean expected) {
        try {
            Check.same(FrameFilter.compile(expression).matches(frame), expected, () -> expression);
        } catch (FilterException e) {
            String message = String.valueOf(e.getMessage());
            Check.that(
                    message.contains("nested more than") || message.contains("more than 256 words"),
                    () -> "part of a filter, but not in brackets: " + message);
        }
    }

    private static void refused(FilterException refusal, String expression) {
        String message = String.valueOf(refusal.getMessage());
        Check.that(!refusal.hint().isBlank(), () -> "no hint: " + message);
        Matcher column = COLUMN.matcher(message.substring("filter '".length() + expression.length()));
        Check.that(column.find(), () -> "no column: " + message);
        int at = Integer.parseInt(column.group(1));
        Check.that(at >= 1 && at <= expression.length() + 1, () -> "column " + at + " of " + expression.length());
    }
}
