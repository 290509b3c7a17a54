package dev.hayabashi.cli;

import tools.jackson.databind.JsonNode;

/** What {@code port add|set|rm} say in the end. */
final class PortReport {
    private PortReport() {}

    static void print(Output output, String done, JsonNode port, boolean json) {
        if (json) {
            output.json(port);
            return;
        }
        output.line(done + " port " + port.path("name").asString() + " (number "
                + port.path("number").asInt() + ", kind " + port.path("kind").asString() + ") "
                + (done.equals("removed") ? "from" : "on") + " "
                + port.path("bridge").asString());
    }
}
