package dev.hayabashi.daemon.doctor;

import dev.hayabashi.daemon.doctor.ForwardRules.Closed;
import dev.hayabashi.daemon.doctor.ForwardRules.Direction;
import java.util.ArrayList;
import java.util.List;

/**
 * Firewalls that drop what the host forwards for guests. Docker does when it is started after the bridge, and an accept in
 * the bridge's own table does not overrule it (nft(8), "base chains").
 */
final class ForwardPolicyCheck implements Check {
    /** Docker's place for rules of others. */
    private static final String DOCKER_USER = "DOCKER-USER";

    @Override
    public String name() {
        return "forward-policy";
    }

    @Override
    public List<Finding> look(Surroundings around) throws CannotLookException {
        List<Setup.BridgeSetup> routed = around.setup().bridges().stream()
                .filter(bridge -> bridge.gateway().isPresent())
                .toList();
        if (routed.isEmpty()) {
            return List.of(Finding.ok(name(), "no bridge has a gateway, so nothing is forwarded for guests"));
        }
        ForwardRules rules = around.rules();
        List<Finding> findings = new ArrayList<>();
        for (Closed chain : rules.closed()) {
            boolean ours = chain.table().startsWith("hayabashi_");
            for (Setup.BridgeSetup bridge : routed) {
                if (!ours) {
                    judge(rules, chain, bridge.name(), findings);
                }
            }
        }
        if (findings.isEmpty()) {
            findings.add(Finding.ok(
                    name(),
                    "no firewall chain drops what " + names(routed) + (routed.size() == 1 ? " sends" : " send")
                            + " through the host"));
        }
        return findings;
    }

    private void judge(ForwardRules rules, Closed chain, String bridge, List<Finding> findings) {
        boolean out = rules.admits(chain, bridge, Direction.OUT);
        boolean back = rules.admits(chain, bridge, Direction.BACK);
        if (out && back) {
            return;
        }
        String what = out ? "answers to " : back ? "packets from " : "packets from and to ";
        String place = chain.family() + " " + chain.table() + " "
                + (rules.hasChain(chain.family(), chain.table(), DOCKER_USER) ? DOCKER_USER : chain.chain());
        List<String> mend = new ArrayList<>();
        if (!out) {
            mend.add("nft insert rule " + place + " iifname \"" + bridge + "\" accept");
        }
        if (!back) {
            mend.add("nft insert rule " + place + " oifname \"" + bridge + "\" ct state established,related accept");
        }
        findings.add(Finding.fail(
                name(),
                chain + ": " + chain.how() + ", and " + what + bridge + " are not accepted there: guests reach nobody"
                        + " beyond the host",
                mend.toArray(String[]::new)));
    }

    private static String names(List<Setup.BridgeSetup> bridges) {
        return String.join(", ", bridges.stream().map(Setup.BridgeSetup::name).toList());
    }
}
