package dev.hayabashi.daemon.doctor;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What nftables does with forwarded packets. Docker's chains, firewalld's and those of {@code iptables-nft} are in the same
 * rule set. Each base chain on the hook has its own say: one that drops is not overruled by one that accepts.
 *
 * <p>Rules are judged by their conditions on names of devices; addresses are taken to match, because who writes both means
 * the network behind the device. A condition that is not understood admits nothing.
 */
final class ForwardRules {
    private static final Set<String> FAMILIES = Set.of("ip", "inet");
    private static final Set<String> NO_CONDITION = Set.of("counter", "log", "comment");

    private final List<JsonNode> chains = new ArrayList<>();
    private final List<JsonNode> rules = new ArrayList<>();
    private final List<String> tables = new ArrayList<>();

    /**
     * A base chain on hook forward.
     *
     * @param how {@code its policy is drop}, or {@code its last rule drops the rest}
     */
    record Closed(String family, String table, String chain, String how) {
        @Override
        public String toString() {
            return "table " + family + " " + table + ", chain " + chain;
        }
    }

    /** Which way a packet goes, seen from the bridge. */
    enum Direction {
        OUT("iifname"),
        BACK("oifname");

        final String key;

        Direction(String key) {
            this.key = key;
        }
    }

    private ForwardRules(JsonNode ruleset) {
        for (JsonNode entry : ruleset.path("nftables")) {
            if (entry.has("chain")) {
                chains.add(entry.path("chain"));
            } else if (entry.has("rule")) {
                rules.add(entry.path("rule"));
            } else if (entry.has("table")) {
                JsonNode table = entry.path("table");
                tables.add(table.path("family").asString("") + " "
                        + table.path("name").asString(""));
            }
        }
    }

    /** Asks the kernel, by way of nft. */
    static ForwardRules read() throws CannotLookException {
        Programs.Result result = Programs.run("nft", "-j", "list", "ruleset");
        if (result.status() != 0) {
            throw new CannotLookException(
                    "the firewall's rules are not to be seen without root", "sudo hayabashi doctor");
        }
        return parse(result.output());
    }

    static ForwardRules parse(String json) throws CannotLookException {
        try {
            return new ForwardRules(new JsonMapper().readTree(json));
        } catch (JacksonException e) {
            throw new CannotLookException("nft has no JSON output: " + e.getOriginalMessage(), "apt install nftables");
        }
    }

    /** All tables, {@code ip filter}. */
    List<String> tables() {
        return tables;
    }

    /** Chains that drop what they do not accept. */
    List<Closed> closed() {
        List<Closed> closed = new ArrayList<>();
        for (JsonNode chain : chains) {
            boolean onHook = chain.path("hook").asString("").equals("forward");
            if (!onHook || !FAMILIES.contains(chain.path("family").asString(""))) {
                continue;
            }
            if (chain.path("policy").asString("").equals("drop")) {
                closed.add(closed(chain, "its policy is drop"));
            } else if (lastRuleDrops(chain)) {
                closed.add(closed(chain, "its last rule drops the rest"));
            }
        }
        return closed;
    }

    private static Closed closed(JsonNode chain, String how) {
        return new Closed(
                chain.path("family").asString(""),
                chain.path("table").asString(""),
                chain.path("name").asString(""),
                how);
    }

    private boolean lastRuleDrops(JsonNode chain) {
        List<JsonNode> own = rulesOf(
                chain.path("family").asString(""),
                chain.path("table").asString(""),
                chain.path("name").asString(""));
        if (own.isEmpty()) {
            return false;
        }
        boolean drops = false;
        for (JsonNode expression : own.get(own.size() - 1).path("expr")) {
            String kind = expression.propertyNames().iterator().next();
            if (kind.equals("drop") || kind.equals("reject")) {
                drops = true;
            } else if (!NO_CONDITION.contains(kind)) {
                return false;
            }
        }
        return drops;
    }

    /** Whether there is a chain of this name. */
    boolean hasChain(String family, String table, String name) {
        return chains.stream()
                .anyMatch(chain -> chain.path("family").asString("").equals(family)
                        && chain.path("table").asString("").equals(table)
                        && chain.path("name").asString("").equals(name));
    }

    private List<JsonNode> rulesOf(String family, String table, String chain) {
        return rules.stream()
                .filter(rule -> rule.path("family").asString("").equals(family)
                        && rule.path("table").asString("").equals(table)
                        && rule.path("chain").asString("").equals(chain))
                .toList();
    }

    /** Whether a chain that is closed lets packets of a device through. */
    boolean admits(Closed chain, String device, Direction direction) {
        return admits(chain.family(), chain.table(), chain.chain(), device, direction, new HashSet<>());
    }

    private boolean admits(
            String family, String table, String chain, String device, Direction direction, Set<String> seen) {
        if (!seen.add(chain)) {
            return false;
        }
        for (JsonNode rule : rulesOf(family, table, chain)) {
            if (!matches(rule, device, direction)) {
                continue;
            }
            for (JsonNode expression : rule.path("expr")) {
                JsonNode next = expression
                        .path(expression.has("goto") ? "goto" : "jump")
                        .path("target");
                boolean admitted = expression.has("accept")
                        || (next.isString() && admits(family, table, next.asString(), device, direction, seen));
                if (admitted) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean matches(JsonNode rule, String device, Direction direction) {
        boolean named = false;
        boolean otherEnd = false;
        boolean returning = false;
        for (JsonNode expression : rule.path("expr")) {
            String kind = expression.propertyNames().iterator().next();
            if (kind.equals("xt")) {
                // iptables' own modules come without their arguments; conntrack is the one on the way back.
                if (!expression.toString().contains("conntrack")) {
                    return false;
                }
                returning = true;
            } else if (kind.equals("match")) {
                JsonNode left = expression.path("match").path("left");
                String meta = left.path("meta").path("key").asString("");
                if (meta.equals(direction.key)) {
                    if (!names(expression.path("match"), device)) {
                        return false;
                    }
                    named = true;
                } else if (meta.equals("iifname") || meta.equals("oifname")) {
                    otherEnd = true;
                } else if (left.path("ct").path("key").asString("").equals("state")) {
                    returning = true;
                } else if (!left.path("payload").path("protocol").asString("").equals("ip")) {
                    return false;
                }
            }
        }
        return (named || !otherEnd) && (direction == Direction.BACK || !returning);
    }

    private static boolean names(JsonNode match, String device) {
        String name = match.path("right").asString("");
        boolean same =
                name.endsWith("*") ? device.startsWith(name.substring(0, name.length() - 1)) : name.equals(device);
        return same == match.path("op").asString("==").equals("==");
    }
}
