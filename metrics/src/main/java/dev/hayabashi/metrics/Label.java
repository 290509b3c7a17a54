package dev.hayabashi.metrics;

import io.micrometer.common.docs.KeyName;
import java.util.Locale;

/** Labels of our meters; their values are bounded. */
enum Label implements KeyName {
    BRIDGE("name of the bridge"),
    PORT("name of the port"),
    STATE("`disabled`, `discarding`, `learning` or `forwarding`; of a lease `bound`, `offered` or `declined`"),
    ROLE("`root`, `designated`, `alternate`, `backup` or `disabled`"),
    REASON("drop reason, BPDU refusal or inconsistency"),
    DIRECTION("`in` or `out`"),
    CAST("`unicast`, `multicast` or `broadcast`"),
    FATE("`relayed`, `consumed` or `dropped`"),
    TYPE("type of BPDU: `config`, `tcn`, `rst` or `mst`"),
    CAUSE("why addresses were forgotten: `port-inactive`, `local-topology-change` or `remote-topology-change`"),
    GUARD("`bpdu`, `root`, `loop`, `assurance` or `loopback`"),
    TO("state that was entered: `forwarding` or `blocking`"),
    KIND("`tap`, `vm`, `netdev` or `stream`"),
    NUMBER("port number"),
    MODE("`rstp`, `stp` or `off`"),
    BRIDGE_ID("identifier of the bridge"),
    ROOT_ID("identifier of the root bridge"),
    ROOT_PORT("name of the root port; empty on the root"),
    VERSION("version"),
    JAVA("version of the Java virtual machine");

    private final String meaning;

    Label(String meaning) {
        this.meaning = meaning;
    }

    @Override
    public String asString() {
        return name().toLowerCase(Locale.ROOT);
    }

    String meaning() {
        return meaning;
    }
}
