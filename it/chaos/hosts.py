"""All hosts of the lab in one thread: numbered probes between them, DHCP clients, and what must never be seen there.

A good host sends broadcast probes, and unicast probes to all other good hosts. Each probe carries its number and the time at
which it was sent. For each pair of hosts a window remembers which numbers have come, and which came twice; of its own probes
each has come once when it is sent. A probe that comes a third time goes round: a forwarding loop. A second copy is none by
itself: where the tree moves, one copy can be under way on the old branch and another on the new one, or wait in a daemon that
stands still. They are counted, and whoever looks at them asks whether the tree has moved.
"""
import select
import struct
import threading
import time
import traceback

import dhcp

ETHERTYPE = b"\x88\xb5"
PROBE = struct.Struct("!2s8scHHIQ")
MAGIC = b"HAYCHAOS"
BROADCAST = b"\xff" * 6
TO_ALL, TO_ONE = b"B", b"U"
WINDOW = 2048
MASK = (1 << WINDOW) - 1
TICK_SECONDS = 0.02
BROADCASTS_A_SECOND = 5
UNICASTS_A_SECOND = 2
REOPEN_SECONDS = 0.1
BURST = 64


class Host:
    """Somebody behind a port: its MAC address, its end of the cable, and what it has heard."""

    def __init__(self, number: int, switch: str, port: str, kind: str, good: bool, link):
        self.number, self.switch, self.port, self.kind, self.good, self.link = number, switch, port, kind, good, link
        self.mac = bytes([0x0A, 0xC4, 0, 0, 0, number + 1])
        self.next_number = 0
        self.next_opening = 0.0
        self.deaf = False
        self.heard = {}  # (sender, kind of probe) -> when the latest of its probes was sent
        self.windows = {}  # (sender, kind of probe) -> [highest number, bits of those that came, that came twice]
        self.client = dhcp.Client(self.mac) if good else None

    def __str__(self):
        return self.port

    def probe(self, to) -> bytes:
        """A probe to a host, or to all when that is None."""
        self.next_number += 1
        head = PROBE.pack(ETHERTYPE, MAGIC, TO_ONE if to else TO_ALL, self.number, to.number if to else 0xFFFF,
                          self.next_number, time.monotonic_ns())
        return ((to.mac if to else BROADCAST) + self.mac + head).ljust(60, b"\0")


class Hosts(threading.Thread):
    def __init__(self, hosts, leases, noise):
        super().__init__(name="hosts", daemon=True)
        self.hosts = hosts
        self.good = [host for host in hosts if host.good]
        self.pairs = [(a, b) for a in self.good for b in self.good if a is not b]
        self.leases = leases
        self.noise = noise
        self.violations = []
        self.copies = 0  # probes that arrived where they should
        self.second_copies = 0
        self.latest_second_copy = ""
        self.second_copies_by_way = {}
        self.talking = False
        self.stopping = False
        self.epoll = select.epoll()
        self.by_fd = {}
        self.passing = []  # DHCP clients that come and go: (client, host)
        self._broadcasts = self._unicasts = 0.0
        self._next_broadcast = self._next_unicast = 0
        self._next_passing = 0.0

    # What the others call.

    def violated(self, text: str) -> None:
        if len(self.violations) < 100:
            self.violations.append((time.monotonic(), text))

    def missing(self, pairs, since_nanos: int) -> list:
        """Pairs of which one has not heard the other since then, by broadcast or by unicast."""
        return [(a, b) for a, b in pairs
                if b.heard.get((a.number, TO_ALL), 0) < since_nanos or b.heard.get((a.number, TO_ONE), 0) < since_nanos]

    def stop(self) -> None:
        self.stopping = True
        self.join(10)

    # The thread.

    def run(self):
        try:
            last = time.monotonic()
            while not self.stopping:
                for fd, _ in self.epoll.poll(TICK_SECONDS / 2):
                    host = self.by_fd.get(fd)
                    if host:
                        self._read(host)
                now = time.monotonic()
                if now - last >= TICK_SECONDS:
                    self._tick(now, min(now - last, 0.2))
                    last = now
        except Exception:  # whatever it is, it ends the soak
            self.violated("the hosts' own program failed:\n" + traceback.format_exc())

    def _tick(self, now, elapsed):
        for host in self.hosts:
            link = host.link
            if link.held or host.deaf or not link.is_open:
                self._forget(host)
                if link.held and link.is_open:
                    link.close()
                if not link.held and not link.is_open and now >= host.next_opening:
                    host.next_opening = now + REOPEN_SECONDS
                    link.open()
            if link.is_open and not link.held and not host.deaf and self.by_fd.get(link.fd) is not host:
                self.by_fd[link.fd] = host
                self.epoll.register(link.fd, select.EPOLLIN)
        if self.talking:
            self._talk(elapsed)
            self._lease(now)

    def _forget(self, host):
        for fd in [fd for fd, of in self.by_fd.items() if of is host]:
            del self.by_fd[fd]
            try:
                self.epoll.unregister(fd)
            except (OSError, ValueError):
                pass  # it is closed

    def _read(self, host):
        link = host.link
        if not link.is_open or host.deaf:
            return
        try:
            for frame in link.receive(BURST):
                self._take(host, frame)
        except OSError:
            self._forget(host)
            link.close()

    def _take(self, host, frame):
        if frame[12:22] == ETHERTYPE + MAGIC and len(frame) >= 12 + PROBE.size:
            self._probe(host, frame)
        elif frame[12:14] == b"\x08\x00":
            message = dhcp.parse(frame)
            if message:
                self._dhcp(host, message)

    def _probe(self, host, frame):
        _, _, kind, sender, target, number, sent_nanos = PROBE.unpack_from(frame, 12)
        name = f"probe {number} of {self.hosts[sender]} to {'all' if kind == TO_ALL else self.hosts[target]}"
        key = (sender, kind)
        window = host.windows.setdefault(key, [number - 1, 0, 0])
        if sender == host.number and number > window[0]:
            window[1] = (window[1] << number - window[0] | 1) & MASK
            window[2] = window[2] << number - window[0] & MASK
            window[0] = number
        ahead = number - window[0]
        if ahead > 0:
            window[0] = number
            window[1] = (window[1] << ahead | 1) & MASK
            window[2] = window[2] << ahead & MASK
        else:
            bit = 1 << -ahead
            age = (time.monotonic_ns() - sent_nanos) / 1e9
            if ahead <= -WINDOW or window[2] & bit:
                self.violated(f"loop: {name} reached {host} a third time, {age:.3f} s after it was sent")
                return
            if window[1] & bit:
                window[2] |= bit
                self.second_copies += 1
                way = self.hosts[sender].switch + " to " + host.switch
                self.second_copies_by_way[way] = self.second_copies_by_way.get(way, 0) + 1
                self.latest_second_copy = f"{name} reached {host} a second time, {age:.3f} s after it was sent"
                return
            window[1] |= bit
        if kind == TO_ALL or target == host.number:
            self.copies += 1
            host.heard[key] = max(sent_nanos, host.heard.get(key, 0))

    def _talk(self, elapsed):
        self._broadcasts += elapsed * BROADCASTS_A_SECOND * len(self.good)
        while self._broadcasts >= 1:
            self._broadcasts -= 1
            host = self.good[self._next_broadcast % len(self.good)]
            self._next_broadcast += 1
            host.link.send(host.probe(None))
        self._unicasts += elapsed * UNICASTS_A_SECOND * len(self.pairs)
        while self._unicasts >= 1:
            self._unicasts -= 1
            source, target = self.pairs[self._next_unicast % len(self.pairs)]
            self._next_unicast += 1
            source.link.send(source.probe(target))

    # DHCP.

    def _lease(self, now):
        for host in self.good:
            for frame in host.client.due(now, self.leases):
                host.link.send(frame)
        if now >= self._next_passing:
            self._next_passing = now + self.noise.uniform(0.2, 1.0)
            # Ports without a limit on addresses.
            host = self.noise.choice([h for h in self.good if h.kind in ("tap", "netdev")])
            mac = bytes([0x0A, 0xC5]) + self.noise.randbytes(4)
            self.passing.append((dhcp.Client(mac, stays=self.noise.uniform(0.5, 8), releases=self.noise.random() < 0.5), host))
        for client, host in self.passing:
            for frame in client.due(now, self.leases):
                host.link.send(frame)
        self.passing = [(client, host) for client, host in self.passing if not client.is_gone]

    def _dhcp(self, host, message):
        if message.server != dhcp.SERVER:
            self.violated(f"DHCP: an answer of server {dhcp.text(message.server)} reached {host}")
            return
        for client, at in [(host.client, host), *self.passing]:
            if at is host and client and client.xid == message.xid and client.mac == message.mac:
                now = time.monotonic()
                text = client.answered(message, now, self.leases)
                if text:
                    self.violated("DHCP: " + text)
                for frame in client.due(now, self.leases):
                    host.link.send(frame)
