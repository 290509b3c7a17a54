#!/usr/bin/env python3
"""DHCP clients, many at once: storm.py CLIENTS REST DEVICE...

Runs in the clients' network namespace. First REST clients one after another, each from DISCOVER to ACK; then CLIENTS of them
that all send their DISCOVER as fast as they can, send their REQUEST when the OFFER comes, and repeat what is not answered
within a second. Answers are timed by the kernel as they come in (SO_TIMESTAMPNS), so that this program's own queue does not
count. Prints one line of JSON.
"""
import json
import random
import select
import socket
import struct
import sys
import time

SO_TIMESTAMPNS = 35
DISCOVER, OFFER, REQUEST, ACK, NAK = 1, 2, 3, 5, 6
DEADLINE_SECONDS = 30
REPEAT_SECONDS = 1.0


def checksum(data: bytes) -> int:
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def message(kind: int, mac: bytes, xid: int, options: bytes) -> bytes:
    bootp = struct.pack("!BBBBIHHIIII", 1, 1, 6, 0, xid, 0, 0, 0, 0, 0, 0) + mac + bytes(10 + 64 + 128)
    bootp += bytes([99, 130, 83, 99, 53, 1, kind]) + options + bytes([55, 4, 1, 3, 6, 51, 255])
    bootp += bytes(max(0, 300 - len(bootp)))
    length = 8 + len(bootp)
    udp = struct.pack("!HHHH", 68, 67, length, 0) + bootp
    pseudo = bytes(4) + b"\xff" * 4 + struct.pack("!BBH", 0, 17, length)
    udp = udp[:6] + struct.pack("!H", checksum(pseudo + udp) or 0xFFFF) + udp[8:]
    ip = struct.pack("!BBHHHBBH", 0x45, 0, 20 + length, 0, 0, 64, 17, 0) + bytes(4) + b"\xff" * 4
    ip = ip[:10] + struct.pack("!H", checksum(ip)) + ip[12:]
    return b"\xff" * 6 + mac + b"\x08\x00" + ip + udp


class Client:
    def __init__(self, number: int, link: socket.socket):
        self.link = link
        self.mac = bytes([0x52, 0x54, 0x00, 0x57, number >> 8, number & 0xFF])
        self.xid = random.getrandbits(32)
        self.address = b""
        self.sent = self.first = 0.0
        self.offered = self.leased = 0.0
        self.discovers = 0

    def send(self, kind: int, options: bytes = b"") -> None:
        frame = message(kind, self.mac, self.xid, options)
        self.sent = time.time()
        if kind == DISCOVER:
            self.discovers += 1
            self.first = self.first or self.sent
        self.link.send(frame)

    def again(self) -> None:
        self.send(REQUEST, self.wanted) if self.offered else self.send(DISCOVER)

    def receive(self, kind: int, yiaddr: bytes, server: bytes, when: float) -> None:
        if kind == OFFER and not self.offered:
            self.offered = when
            self.wanted = b"\x32\x04" + yiaddr + b"\x36\x04" + server
            self.send(REQUEST, self.wanted)
        elif kind == ACK and self.offered and not self.leased:
            self.leased = when
            self.address = yiaddr
        elif kind == NAK and not self.leased:
            self.offered = 0.0
            self.send(DISCOVER)


def parse(frame: bytes):
    if len(frame) < 14 + 20 + 8 + 240 or frame[12:14] != b"\x08\x00" or frame[23] != 17 or frame[36:38] != b"\x00\x44":
        return None
    bootp = frame[42:]
    kind, server, at = 0, bytes(4), 240
    while at + 1 < len(bootp) and bootp[at] != 255:
        if bootp[at] == 0:
            at += 1
            continue
        length = bootp[at + 1]
        if bootp[at] == 53:
            kind = bootp[at + 2]
        elif bootp[at] == 54:
            server = bootp[at + 2 : at + 6]
        at += 2 + length
    return kind, struct.unpack("!I", bootp[4:8])[0], bootp[16:20], server


def receive(links, clients, timeout: float) -> None:
    for link in select.select(links, [], [], timeout)[0]:
        for _ in range(64):
            try:
                frame, ancillary, _, _ = link.recvmsg(2048, 64)
            except BlockingIOError:
                break
            parsed = parse(frame)
            client = parsed and clients.get(parsed[1])
            if client:
                seconds, nanos = struct.unpack("ll", ancillary[0][2])
                client.receive(parsed[0], parsed[2], parsed[3], seconds + nanos / 1e9)


def open_link(device: str) -> socket.socket:
    link = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
    link.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
    link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUFFORCE if hasattr(socket, "SO_RCVBUFFORCE") else 33, 8 << 20)
    link.setsockopt(263, 23, 1)  # PACKET_IGNORE_OUTGOING
    link.bind((device, 0))
    link.setblocking(False)
    return link


def part(sorted_values, fraction: float) -> float:
    return sorted_values[min(len(sorted_values) - 1, int(len(sorted_values) * fraction))] * 1000 if sorted_values else 0.0


def summary(clients) -> dict:
    waits = sorted(c.offered - c.first for c in clients if c.offered)
    addresses = [c.address for c in clients if c.leased]
    return {
        "clients": len(clients),
        "leased": len(addresses),
        "givenTwice": len(addresses) - len(set(addresses)),
        "firstDiscoverAnswered": sum(1 for c in clients if c.offered and c.discovers == 1),
        "offerMedianMs": round(part(waits, 0.5), 3),
        "offerP99Ms": round(part(waits, 0.99), 3),
        "offerMaxMs": round(part(waits, 1.0), 3),
        "allLeasedMs": round((max(c.leased for c in clients) - min(c.first for c in clients)) * 1000, 1)
        if len(addresses) == len(clients)
        else None,
    }


def run(clients, links, ends: float) -> None:
    by_xid = {c.xid: c for c in clients}
    while any(not c.leased for c in clients) and time.time() < ends:
        receive(links, by_xid, 0.05)
        now = time.time()
        for client in clients:
            if not client.leased and now - client.sent > REPEAT_SECONDS:
                client.again()


def main() -> None:
    count, rest = int(sys.argv[1]), int(sys.argv[2])
    links = [open_link(device) for device in sys.argv[3:]]
    quiet = [Client(0x8000 + n, links[n % len(links)]) for n in range(rest)]
    for one in quiet:
        one.send(DISCOVER)
        run([one], links, time.time() + DEADLINE_SECONDS)
        time.sleep(0.01)
    crowd = [Client(n, links[n % len(links)]) for n in range(count)]
    by_xid = {c.xid: c for c in crowd}
    for one in crowd:
        one.send(DISCOVER)
        receive(links, by_xid, 0)
    run(crowd, links, time.time() + DEADLINE_SECONDS)
    print(json.dumps({"atRest": summary(quiet), "storm": summary(crowd)}))


if __name__ == "__main__":
    main()
