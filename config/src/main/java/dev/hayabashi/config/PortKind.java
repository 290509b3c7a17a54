package dev.hayabashi.config;

/** What a port's frames travel through. */
public enum PortKind {
    /** A TAP whose file descriptor we hold; its netdev belongs to the host or to a network namespace. */
    TAP,
    /** A TAP that a virtual machine monitor opens by name. */
    VM,
    /** An existing network device: veth, physical, vxlan. */
    NETDEV,
    /** A unix socket with QEMU's stream framing. */
    STREAM;

    /** Whether an untrusted guest is at the other end: such ports are edge ports with BPDU guard unless told otherwise. */
    public boolean isGuest() {
        return this == VM || this == STREAM;
    }
}
