package dev.hayabashi.services.dhcp;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An option that the configuration gives to clients.
 *
 * @param code its number, 1..254
 * @param value encoded value; not to be written to
 * @param always whether it is sent to clients that did not ask for it
 */
@SuppressWarnings("ArrayRecordComponent") // equals and hashCode are by content, below
public record ConfiguredOption(int code, byte[] value, boolean always) {
    /** Written by the server itself; a configured value would break the protocol. */
    private static final Set<Integer> OURS = Set.of(50, 51, 52, 53, 54, 55, 57, 58, 59, 61, 80, 81, 82);

    private static final Map<Integer, OptionType> TYPES = Map.ofEntries(
            Map.entry(1, OptionType.ADDRESSES),
            Map.entry(2, OptionType.UINT32),
            Map.entry(3, OptionType.ADDRESSES),
            Map.entry(4, OptionType.ADDRESSES),
            Map.entry(6, OptionType.ADDRESSES),
            Map.entry(7, OptionType.ADDRESSES),
            Map.entry(9, OptionType.ADDRESSES),
            Map.entry(12, OptionType.TEXT),
            Map.entry(13, OptionType.UINT16),
            Map.entry(15, OptionType.TEXT),
            Map.entry(16, OptionType.ADDRESSES),
            Map.entry(17, OptionType.TEXT),
            Map.entry(19, OptionType.FLAG),
            Map.entry(23, OptionType.UINT8),
            Map.entry(26, OptionType.UINT16),
            Map.entry(28, OptionType.ADDRESSES),
            Map.entry(33, OptionType.ADDRESSES),
            Map.entry(40, OptionType.TEXT),
            Map.entry(41, OptionType.ADDRESSES),
            Map.entry(42, OptionType.ADDRESSES),
            Map.entry(43, OptionType.BYTES),
            Map.entry(44, OptionType.ADDRESSES),
            Map.entry(46, OptionType.UINT8),
            Map.entry(60, OptionType.TEXT),
            Map.entry(66, OptionType.TEXT),
            Map.entry(67, OptionType.TEXT),
            Map.entry(69, OptionType.ADDRESSES),
            Map.entry(100, OptionType.TEXT),
            Map.entry(101, OptionType.TEXT),
            Map.entry(108, OptionType.UINT32),
            Map.entry(114, OptionType.TEXT),
            Map.entry(116, OptionType.UINT8),
            Map.entry(119, OptionType.NAMES),
            Map.entry(121, OptionType.ROUTES),
            Map.entry(150, OptionType.ADDRESSES),
            Map.entry(209, OptionType.TEXT),
            Map.entry(210, OptionType.TEXT),
            Map.entry(249, OptionType.ROUTES),
            Map.entry(252, OptionType.TEXT));

    public ConfiguredOption {
        if (code < 1 || code > 254) {
            throw new IllegalArgumentException("option " + code + " is outside 1..254");
        }
        if (OURS.contains(code)) {
            throw new IllegalArgumentException("option " + code + " is written by the server and cannot be configured");
        }
        value = value.clone();
    }

    /** The type that the values of an option have; {@link OptionType#BYTES} for numbers that are not in the table. */
    public static OptionType typeOf(int code) {
        return TYPES.getOrDefault(code, OptionType.BYTES);
    }

    /**
     * Encodes configured values by the type of the option.
     *
     * @throws IllegalArgumentException saying what is wrong with which value
     */
    public static ConfiguredOption of(int code, List<String> values, boolean always) {
        try {
            return new ConfiguredOption(code, typeOf(code).encode(values), always);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("option " + code + ": " + e.getMessage(), e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ConfiguredOption option
                && code == option.code
                && always == option.always
                && Arrays.equals(value, option.value);
    }

    @Override
    public int hashCode() {
        return code * 31 + Arrays.hashCode(value);
    }
}
