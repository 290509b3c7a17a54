package dev.hayabashi.bridgecore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * A set of ports, each for some time: the members of a group, the ports that routers are behind. Asking is one bit test;
 * changing is linear in the number of ports, which only joins, leaves and ticks do.
 */
final class PortTimers {
    private static final int WORD_SHIFT = 6;

    private long[] bits = {};
    private int[] numbers = {};
    private long[] untilNanos = {};
    private int[] questionsLeft = {};
    private int count;

    boolean has(int number) {
        int word = number >> WORD_SHIFT;
        return word < bits.length && (bits[word] >>> number & 1) != 0;
    }

    int count() {
        return count;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** Number of the {@code i}th port, in no order. */
    int number(int i) {
        return numbers[i];
    }

    long untilNanos(int i) {
        return untilNanos[i];
    }

    /** The port is in the set until then, whatever was said before; true when it is new. */
    boolean set(int number, long until) {
        return set(number, until, 0);
    }

    /** The same, with {@code questions} that are to be asked of the port. */
    boolean set(int number, long until, int questions) {
        int i = indexOf(number);
        boolean isNew = i < 0;
        if (isNew) {
            i = append(number);
        }
        untilNanos[i] = until;
        questionsLeft[i] = questions;
        return isNew;
    }

    /** The port leaves the set then, unless it would sooner; {@code questions} are still to be asked of it. */
    boolean lower(int number, long until, int questions) {
        int i = indexOf(number);
        if (i < 0 || untilNanos[i] - until <= 0) {
            return false;
        }
        untilNanos[i] = until;
        questionsLeft[i] = questions;
        return true;
    }

    /** Takes one question off those that are to be asked of the {@code i}th port; false when there is none. */
    boolean ask(int i) {
        if (questionsLeft[i] == 0) {
            return false;
        }
        questionsLeft[i]--;
        return true;
    }

    boolean remove(int number) {
        int i = indexOf(number);
        if (i < 0) {
            return false;
        }
        removeAt(i);
        return true;
    }

    boolean isOver(int i, long nowNanos) {
        return nowNanos - untilNanos[i] >= 0;
    }

    /** Takes out the ports whose time is over. */
    void expire(long nowNanos) {
        for (int i = count - 1; i >= 0; i--) {
            if (isOver(i, nowNanos)) {
                removeAt(i);
            }
        }
    }

    /** Takes out the {@code i}th port; the last one takes its place. */
    void removeAt(int i) {
        int number = numbers[i];
        bits[number >> WORD_SHIFT] &= ~(1L << number);
        count--;
        numbers[i] = numbers[count];
        untilNanos[i] = untilNanos[count];
        questionsLeft[i] = questionsLeft[count];
    }

    void clear() {
        for (int i = 0; i < count; i++) {
            bits[numbers[i] >> WORD_SHIFT] = 0;
        }
        count = 0;
    }

    /** All of them, for {@link #takeOver}. */
    List<KeptMulticast.Member> keep() {
        List<KeptMulticast.Member> kept = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            kept.add(new KeptMulticast.Member(numbers[i], untilNanos[i], questionsLeft[i]));
        }
        return kept;
    }

    /** Takes in what another process has kept, of the ports that are {@code wanted}. */
    void takeOver(List<KeptMulticast.Member> kept, IntPredicate wanted) {
        for (KeptMulticast.Member member : kept) {
            if (wanted.test(member.port())) {
                set(member.port(), member.untilNanos(), member.questionsLeft());
            }
        }
    }

    private int indexOf(int number) {
        if (has(number)) {
            for (int i = 0; i < count; i++) {
                if (numbers[i] == number) {
                    return i;
                }
            }
        }
        return -1;
    }

    private int append(int number) {
        int word = number >> WORD_SHIFT;
        if (word >= bits.length) {
            bits = Arrays.copyOf(bits, word + 1);
        }
        bits[word] |= 1L << number;
        if (count == numbers.length) {
            int room = Math.max(2, 2 * count);
            numbers = Arrays.copyOf(numbers, room);
            untilNanos = Arrays.copyOf(untilNanos, room);
            questionsLeft = Arrays.copyOf(questionsLeft, room);
        }
        numbers[count] = number;
        return count++;
    }
}
