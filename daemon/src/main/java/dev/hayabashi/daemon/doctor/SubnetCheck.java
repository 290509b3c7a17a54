package dev.hayabashi.daemon.doctor;

import dev.hayabashi.config.Cidr;
import dev.hayabashi.daemon.gateway.HostNetworks;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Other netdevs in a gateway's network, libvirt's virbr0 above all: replies to guests leave by that one. */
final class SubnetCheck implements Check {
    @Override
    public String name() {
        return "subnet";
    }

    @Override
    public List<Finding> look(Surroundings around) throws CannotLookException {
        List<Finding> findings = new ArrayList<>();
        List<NetworkInterface> devices;
        try {
            devices = HostNetworks.devices();
        } catch (SocketException e) {
            throw new CannotLookException("the host's addresses cannot be listed: " + e.getMessage(), "");
        }
        for (Setup.BridgeSetup bridge : around.setup().bridges()) {
            Optional<Cidr> gateway = bridge.gateway();
            if (gateway.isPresent()) {
                devices.stream()
                        .filter(device -> !device.getName().equals(bridge.name()))
                        .forEach(device -> judge(bridge.name(), gateway.get(), device, findings));
            }
        }
        if (findings.isEmpty()) {
            findings.add(Finding.ok(name(), "no other netdev is in the network of a gateway"));
        }
        return findings;
    }

    private void judge(String bridge, Cidr gateway, NetworkInterface device, List<Finding> findings) {
        for (InterfaceAddress address : device.getInterfaceAddresses()) {
            if (HostNetworks.overlap(gateway, address)) {
                String theirs = address.getAddress().getHostAddress() + "/" + address.getNetworkPrefixLength();
                findings.add(Finding.fail(
                        name(),
                        device.getName() + " has " + theirs + ", which is in the network of gateway " + gateway + " of "
                                + bridge + ": answers to guests leave by the wrong one",
                        device.getName().equals("virbr0")
                                ? "virsh net-destroy default || ip addr del " + theirs + " dev virbr0"
                                : "ip addr del " + theirs + " dev " + device.getName()));
            }
        }
    }
}
