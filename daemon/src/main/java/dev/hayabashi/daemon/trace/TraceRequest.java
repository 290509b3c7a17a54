package dev.hayabashi.daemon.trace;

import dev.hayabashi.bridgecore.MacAddress;
import dev.hayabashi.daemon.api.ApiException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A request to walk a made-up frame.
 *
 * @param in port that it is made to come in by
 * @param frame the frame
 */
public record TraceRequest(String in, MadeUpFrame frame) {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    private static final int MAX_BYTES = 65_549;

    private record Body(
            @Nullable String in,
            @Nullable String src,
            @Nullable String dst,
            @Nullable Integer vlan,
            @Nullable Integer etherType,
            @Nullable Integer length) {}

    /**
     * Reads the body of a request.
     *
     * @throws ApiException when it cannot be understood
     */
    public static TraceRequest read(String json) {
        Body body;
        try {
            body = JSON.readValue(json, Body.class);
        } catch (JacksonException e) {
            throw ApiException.badRequest(
                    "the body is no trace request: " + e.getOriginalMessage(),
                    "write {\"in\": \"vm0\", \"src\": \"aa:fc:00:00:00:01\", \"dst\": \"ff:ff:ff:ff:ff:ff\"}");
        }
        return new TraceRequest(
                required("in", body.in(), "the port that the frame comes in by"),
                new MadeUpFrame(
                        mac("src", body.src()),
                        mac("dst", body.dst()),
                        number("vlan", body.vlan(), -1, 0, 4095),
                        number("etherType", body.etherType(), MadeUpFrame.EXPERIMENTAL, 0, 0xffff),
                        number("length", body.length(), MadeUpFrame.MIN_BYTES, MadeUpFrame.MIN_BYTES, MAX_BYTES)));
    }

    private static long mac(String name, @Nullable String text) {
        try {
            return MacAddress.parse(required(name, text, "a MAC address"));
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest("'" + name + "': " + e.getMessage(), "");
        }
    }

    private static int number(String name, @Nullable Integer value, int standard, int minimum, int maximum) {
        if (value == null) {
            return standard;
        }
        if (value < minimum || value > maximum) {
            throw ApiException.badRequest("'" + name + "': " + value + " is outside " + minimum + " to " + maximum, "");
        }
        return value;
    }

    private static String required(String name, @Nullable String value, String what) {
        if (value == null || value.isEmpty()) {
            throw ApiException.badRequest("'" + name + "' is missing", "it is " + what);
        }
        return value;
    }
}
