package dev.hayabashi.tapio.sys;

/** What to do about a failed call. */
final class Hints {
    private Hints() {}

    static String of(String call, String device, Errno errno) {
        return switch (errno) {
            case EPERM, EACCES -> permission(call, device);
            case EBUSY -> "stop that program, or use another name; a TAP has one plug, a VMM's own TAP needs kind: vm";
            case EINVAL -> invalid(call);
            case ENODEV -> missingDevice(call, device);
            case ENOENT -> missingFile(call, device);
            case EMFILE -> "raise the limit of open files (LimitNOFILE= in the unit, or ulimit -n)";
            case ENFILE -> "raise fs.file-max";
            case ENOMEM, ENOBUFS -> "free memory on this machine or raise net.core.optmem_max";
            case EEXIST -> "remove the old one first, or use another name";
            case EADDRINUSE -> "another netdev or program has that address";
            case ERANGE -> "the value lies outside of what the driver allows";
            case EOPNOTSUPP, ENOSYS, ENOPROTOOPT, EPROTONOSUPPORT -> "this kernel was built without it";
            default -> "";
        };
    }

    private static String permission(String call, String device) {
        if (device.equals("/dev/net/tun")) {
            return "open it to this user (udev's rule gives mode 0666) or run as root";
        }
        if (call.equals("TUNSETIFF")) {
            return "CAP_NET_ADMIN is missing, or the TAP belongs to another user or group; run as root";
        }
        if (call.equals("setns") || call.equals("unshare")) {
            return "CAP_SYS_ADMIN is missing; run as root";
        }
        if (call.startsWith("socket(AF_PACKET")) {
            return "CAP_NET_RAW is missing; run as root";
        }
        return "CAP_NET_ADMIN is missing; run as root";
    }

    private static String invalid(String call) {
        return switch (call) {
            case "TUNSETIFF" ->
                "the device exists and is no single-queue TAP, or its name is not a valid one (1 to 15 bytes, no '/' or blank)";
            case "RTM_SETLINK", "RTM_NEWLINK" -> "check the MTU, the MAC address and the name";
            default -> "";
        };
    }

    private static String missingDevice(String call, String device) {
        if (device.equals("/dev/net/tun")) {
            return "load the driver: modprobe tun";
        }
        return call.startsWith("RTM_") || call.startsWith("bind") ? "create it first; ip link lists what is there" : "";
    }

    private static String missingFile(String call, String device) {
        if (device.equals("/dev/net/tun")) {
            return "load the driver: modprobe tun; in a container pass --device /dev/net/tun";
        }
        if (device.startsWith("/run/netns/")) {
            return "create the namespace first: ip netns add " + device.substring("/run/netns/".length());
        }
        return call.startsWith("RTM_NEWTFILTER") || call.startsWith("RTM_NEWQDISC")
                ? "this kernel lacks the traffic-control module; load sch_ingress, cls_u32 and act_mirred"
                : "";
    }
}
