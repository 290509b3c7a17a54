"""What a daemon's counters must add up to while nothing is on its way, and what it may cost in memory and descriptors.

Frames, to the last one:
  inside    received = relayed + consumed + dropped; copies made = sent + dropped + queued; ports add up to their bridge
  outside   what the kernel, or the client of a stream port, counted on the other side of a port is what the port counted
"""
import hashlib
import os
import re
import socket
import subprocess
import time

import wire

EGRESS = "egress_"
# Named for where the frame was to go, dropped where it came in.
NOT_EGRESS = ("egress_isolated", "egress_not_forwarding")
STEADY_SECONDS = 40

# The code compiles itself, the queues of ports that blocked are kept: what may be more than at first, in MB and numbers.
SLACK_RESIDENT_MB = 80
SLACK_HEAP_MB = 6
SLACK_DIRECT_MB = 24
SLACK_DESCRIPTORS = 6
SLACK_THREADS = 6


class Reading:
    """A daemon's counters and those of the kernel, from one moment: nothing moved while they were read."""

    def __init__(self, switch, hosts):
        ends = time.monotonic() + STEADY_SECONDS
        links = self._links(switch, hosts)
        while True:
            status = switch.get("/v1/status")
            before, links = links, self._links(switch, hosts)
            if links == before:
                break
            if time.monotonic() > ends:
                raise RuntimeError(f"daemon {switch.name}: its ports do not come to rest")
        self.bridge = status["bridges"][0]
        self.incarnation = status["pid"]
        self.ports = {port["name"]: port for port in self.bridge["ports"]}
        self.links = links
        self.socket_drops = _socket_drops(switch)

    @staticmethod
    def _links(switch, hosts) -> dict:
        """By name: index, frames that the netdev sent and received, and that it was to send and dropped."""
        links = {}
        for namespace in (switch.namespace, switch.ends):
            # Not with ip(8): BPDUs go out each second, and there must be time to look twice between them.
            with wire.entered(namespace):
                indices = {name: index for index, name in socket.if_nameindex()}
                lines = open("/proc/thread-self/net/dev").read().splitlines()[2:]
            for name, numbers in (line.split(":") for line in lines):
                rx_packets, tx_packets, tx_dropped = (int(numbers.split()[at]) for at in (1, 9, 11))
                links.setdefault(name.strip(), (indices.get(name.strip(), 0), tx_packets, rx_packets, tx_dropped))
        for host in hosts:
            if host.switch == switch.name and host.kind == "stream":
                links[host.port] = (host.link.openings, host.link.sent, host.link.received, 0)
        return links

    def device(self, port: dict) -> str:
        """Name of the netdev that the port reads and writes."""
        if port["kind"] != "vm":
            return port["name"]
        # The second TAP of the pair; the first is the monitor's.
        return "hbx" + hashlib.sha256(f"{port['bridge']}:{port['name']}".encode()).hexdigest()[:12]


def _socket_drops(switch) -> dict:
    """Frames that the kernel dropped because the daemon's packet sockets were full, by netdev."""
    drops = {}
    for line in wire.run("ss", "-0", "-a", "-m", "-H", namespace=switch.namespace).splitlines():
        found = re.search(r"\*:(\S+) .*skmem:\(.*,d(\d+)\)", line)
        if found:
            drops[found.group(1)] = drops.get(found.group(1), 0) + int(found.group(2))
    return drops


def complaints(switch, now: Reading, before) -> list:
    """What does not add up; `before` is an earlier reading of the same daemon process, or None."""
    found = []

    def check(what, left, right):
        if left != right:
            found.append(f"accounts of daemon {switch.name}: {what}: {left} is not {right}")

    frames, copies = now.bridge["frames"], now.bridge["copies"]
    check(f"received = relayed + consumed + dropped {frames}",
          frames["received"], frames["relayed"] + frames["consumed"] + frames["dropped"])
    check(f"copies made = sent + dropped + queued {copies}",
          copies["made"], copies["sent"] + copies["dropped"] + copies["queued"])
    if not switch.ports_removed:
        drops = [(reason, count) for port in now.ports.values() for reason, count in port["drops"].items()]
        lost = sum(count for reason, count in drops if reason.startswith(EGRESS) and reason not in NOT_EGRESS)
        check("received = that of all ports", frames["received"], sum(p["rx"]["frames"] for p in now.ports.values()))
        check("dropped = that of all ports", frames["dropped"], sum(count for _, count in drops) - lost)
        check("copies sent = those of all ports", copies["sent"], sum(p["tx"]["frames"] for p in now.ports.values()))
        check("copies dropped = those of all ports", copies["dropped"], lost)
    for port in now.ports.values():
        earlier = before.ports.get(port["name"]) if before else None
        found += _outside(switch, port, now, earlier and earlier["number"] == port["number"] and before)
    return found


def _outside(switch, port, now, before) -> list:
    device = now.device(port)
    if device not in now.links or not port["linkUp"]:
        return []
    link = now.links[device]
    came, went = port["rx"]["frames"], port["tx"]["frames"]
    # The netdevs of TAPs live and die with the port; cables and clients do not, so that only differences say something.
    to_port, from_port, full, unsent = link[1], link[2], 0, 0
    if port["kind"] in ("netdev", "stream"):
        if not before or before.links.get(device, (None,))[0] != link[0]:
            return []
        earlier, old = before.links[device], before.ports[port["name"]]
        came, went = came - old["rx"]["frames"], went - old["tx"]["frames"]
        to_port, from_port = to_port - earlier[1], from_port - earlier[2]
        if port["kind"] == "netdev":
            # Of a cable the port is at the same end as the counter. What its end takes while the other is down, it drops.
            to_port, from_port = from_port, to_port
            full = now.socket_drops.get(device, 0) - before.socket_drops.get(device, 0)
            # That it dropped for lack of room it has said to the daemon, which has counted it as a drop itself.
            unsent = link[3] - earlier[3] - (_refused(port) - _refused(old))
    found = []
    for what, other, own, more in (("came to", to_port - full, came, f"{full} found its socket full"),
                                   ("left", from_port + unsent, went, f"{unsent} met a netdev that was down")):
        if other != own:
            found.append(f"accounts of daemon {switch.name}: {other} frames {what} port {port['name']} ({port['kind']}) by "
                         f"the counters of its other side ({more}), {own} by its own")
    return found


def _refused(port) -> int:
    return port["drops"].get("egress_no_buffers", 0)


class Cost:
    """What a daemon process holds."""

    def __init__(self, switch):
        pid = switch.process.pid
        jcmd = os.path.join(os.path.dirname(os.readlink(f"/proc/{pid}/exe")), "jcmd")
        subprocess.run([jcmd, str(pid), "GC.run"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
        series = switch.metrics()

        def bytes_of(name, *labels):
            return sum(value for key, value in series.items() if key.startswith(name) and all(label in key for label in labels))

        self.pid = pid
        self.when = time.monotonic()
        self.heap = bytes_of("jvm_memory_used_bytes", 'area="heap"') / 1e6
        self.direct = bytes_of("jvm_buffer_memory_used_bytes", 'id="direct"') / 1e6
        status = open(f"/proc/{pid}/status").read()
        self.resident = int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1e3
        self.threads = int(re.search(r"Threads:\s+(\d+)", status).group(1))
        self.descriptors = len(os.listdir(f"/proc/{pid}/fd"))

    def growth(self, first) -> str:
        """What has grown by more than its slack since `first`; empty when nothing has."""
        limits = {"resident": SLACK_RESIDENT_MB, "heap": SLACK_HEAP_MB, "direct": SLACK_DIRECT_MB,
                  "descriptors": SLACK_DESCRIPTORS, "threads": SLACK_THREADS}
        return ", ".join(f"{what} by {getattr(self, what) - getattr(first, what):.1f}" for what, slack in limits.items()
                         if getattr(self, what) - getattr(first, what) > slack)

    def __str__(self):
        return (f"{self.resident:.0f} MB resident, {self.heap:.1f} MB heap after GC, {self.direct:.1f} MB direct, "
                f"{self.descriptors} descriptors, {self.threads} threads")
