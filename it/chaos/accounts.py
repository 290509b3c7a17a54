"""What a daemon's counters must add up to while nothing is on its way, and what it may cost in memory and descriptors.

Frames, to the last one:
  inside    received = relayed + consumed + dropped; copies made = sent + dropped + queued; ports add up to their bridge
  outside   what the kernel, or the client of a stream port, counted on the other side of a port is what the port counted
"""
import hashlib
import os
import re
import socket
import time

import wire

EGRESS = "egress_"
# Named for where the frame was to go, dropped where it came in.
NOT_EGRESS = ("egress_isolated", "egress_not_forwarding")
STEADY_SECONDS = 40

# What may be more than at first, in MB and numbers. Queues of ports that blocked are kept; the heap is touched bit by bit. Compiled
# code and classes become more for minutes, and have bounds of their own. What a compilation took and gave back (20 MB and more) stays
# in malloc's arenas: it is no growth, and is given to the kernel before anything is compared.
SLACK = {"rest": 32, "heap": 6, "direct": 24, "descriptors": 6, "threads": 6}


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
        self.removals = switch.removals
        self.ports = {port["name"]: port for port in self.bridge["ports"]}
        self.links = links
        self.socket_drops = _socket_drops(switch)

    @property
    def gone(self) -> dict:
        """What the bridge counts and none of its ports does: that of ports that were removed."""
        frames, copies = self.bridge["frames"], self.bridge["copies"]
        received, sent, dropped, lost = (sum(each) for each in zip(*(_counts(port) for port in self.ports.values())))
        return {"received": frames["received"] - received, "copies sent": copies["sent"] - sent,
                "dropped": frames["dropped"] - dropped, "copies dropped": copies["dropped"] - lost}

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


def _counts(port) -> tuple:
    """What a port has received, sent, dropped of what it received, and dropped of what it was to send."""
    lost = sum(count for reason, count in port["drops"].items() if reason.startswith(EGRESS) and reason not in NOT_EGRESS)
    return port["rx"]["frames"], port["tx"]["frames"], sum(port["drops"].values()) - lost, lost


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
    # All ports together count what their bridge counts. A port that is removed takes its counters along: from then on the
    # difference must stay as it is.
    removed = now.removals != (before.removals if before else 0)
    least = before.gone if before else dict.fromkeys(now.gone, 0)
    for port in before.ports.values() if before else ():
        if now.ports.get(port["name"], {}).get("number") != port["number"]:
            least = {what: count + more for (what, count), more in zip(least.items(), _counts(port))}
    for what, count in now.gone.items():
        if count < least[what] or count > least[what] and not removed:
            found.append(f"accounts of daemon {switch.name}: {what}: the bridge has {count} more than its ports together, "
                         f"{least[what]} {'or more ' if removed else ''}are of ports that were removed")
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
    """What a daemon process holds, in MB and numbers."""

    # In the order in which they are printed.
    KINDS = {"resident": "MB resident", "own": "MB its own, after a trim", "rest": "MB of it no code or class",
             "heap": "MB live objects", "code": "MB compiled code", "classes": "MB classes", "direct": "MB direct",
             "descriptors": "descriptors", "threads": "threads"}

    def __init__(self, switch):
        self.pid = switch.process.pid
        self.by_category = switch.native_memory()
        # Counted in the collection itself: what is in use a moment later is garbage for the most part.
        self.by_class = {name: int(bytes_) for bytes_, name in re.findall(
            r"^ *\d+: +\d+ +(\d+) +(\S+)", switch.jcmd("GC.class_histogram"), re.M)}
        self.heap = sum(self.by_class.values()) / 1e6
        if not self.by_class:
            raise RuntimeError(f"daemon {switch.name}: its virtual machine tells nothing of its objects")
        series = switch.metrics()
        self.resident = self._status("VmRSS") / 1e3
        switch.jcmd("System.trim_native_heap")
        self.own = self._status("RssAnon") / 1e3

        def bytes_of(name, *labels):
            return sum(value for key, value in series.items() if key.startswith(name) and all(label in key for label in labels))

        self.when = time.monotonic()
        self.code = bytes_of("jvm_memory_used_bytes", 'id="Code') / 1e6
        self.classes = bytes_of("jvm_memory_used_bytes", 'id="Metaspace"') / 1e6
        self.direct = bytes_of("jvm_buffer_memory_used_bytes", 'id="direct"') / 1e6
        self.rest = self.own - self.code - self.classes
        self.threads = self._status("Threads")
        self.descriptors = len(os.listdir(f"/proc/{self.pid}/fd"))

    def _status(self, key) -> int:
        return int(re.search(rf"^{key}:\s+(\d+)", open(f"/proc/{self.pid}/status").read(), re.M).group(1))

    def growth(self, first) -> str:
        """What has grown by more than its slack since `first`, and the classes that grew most; empty when nothing has."""
        grown = [f"{what} by {getattr(self, what) - getattr(first, what):.1f}" for what, slack in SLACK.items()
                 if getattr(self, what) - getattr(first, what) > slack]
        more = sorted(((size - first.by_class.get(name, 0), name) for name, size in self.by_class.items()), reverse=True)
        return ", ".join(grown) + "; " + ", ".join(f"{name} {size / 1e3:+.0f} kB" for size, name in more[:8]) if grown else ""

    def __str__(self):
        return ", ".join(f"{getattr(self, kind):.{0 if kind in ('descriptors', 'threads') else 1}f} {words}"
                         for kind, words in self.KINDS.items())
