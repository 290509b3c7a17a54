package dev.hayabashi.daemon.runtime;

import dev.hayabashi.bridgecore.MacAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * MAC addresses of bridges and ports: locally administered, different on every machine and in every network namespace, and the same after a restart, because
 * a spanning tree orders bridges by them.
 */
final class Addresses {
    private Addresses() {}

    /** Address of a bridge, from where it runs and its name. */
    static long ofBridge(String name) {
        return ofBridge(new MachineIdentity(Path.of("/")), name);
    }

    static long ofBridge(MachineIdentity where, String name) {
        return derive(where.text() + "/" + name);
    }

    /** Address of a port, source of its BPDUs. */
    static long ofPort(long bridgeAddress, int number) {
        return derive(MacAddress.format(bridgeAddress) + "/" + number);
    }

    /**
     * Address of the netdev of a port that we make: neighbours that know it need not ask again after a restart. The
     * bridge's own address has no part in it, so that a change of that one changes nothing here.
     */
    static long ofNetdev(String bridge, String port) {
        return ofNetdev(new MachineIdentity(Path.of("/")), bridge, port);
    }

    static long ofNetdev(MachineIdentity where, String bridge, String port) {
        return derive(where.text() + "/" + bridge + "/netdev/" + port);
    }

    /** Address of a bridge's gateway. */
    static long ofGateway(long bridgeAddress) {
        return derive(MacAddress.format(bridgeAddress) + "/gateway");
    }

    private static long derive(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            long bits = 0;
            for (int i = 0; i < 6; i++) {
                bits = bits << 8 | (digest[i] & 0xff);
            }
            return MacAddress.local(bits);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
