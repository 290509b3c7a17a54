"""DHCP clients, and a book of who has which address until when, kept by what the clients were told (RFC 2131).

A lease counts from the time at which the client sent its REQUEST, which is before the server counts: when two clients hold one
address by this book, the server gave it twice.
"""
import random
import struct
import time

SERVER = bytes([10, 66, 0, 1])
DISCOVER, OFFER, REQUEST, DECLINE, ACK, NAK, RELEASE = 1, 2, 3, 4, 5, 6, 7
REPEAT_SECONDS = 1.0
# After so long without a lease who is passing passes on.
PATIENCE_SECONDS = 15.0
_xids = random.Random()


def text(address: bytes) -> str:
    return ".".join(map(str, address))


def checksum(data: bytes) -> int:
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def datagram(source_mac, mac, source, destination, source_port, destination_port, payload) -> bytes:
    """An Ethernet frame with a UDP datagram."""
    length = 8 + len(payload)
    udp = struct.pack("!HHHH", source_port, destination_port, length, 0) + payload
    pseudo = source + destination + struct.pack("!BBH", 0, 17, length)
    udp = udp[:6] + struct.pack("!H", checksum(pseudo + udp) or 0xFFFF) + udp[8:]
    ip = struct.pack("!BBHHHBBH", 0x45, 0, 20 + length, 0, 0, 64, 17, 0) + source + destination
    ip = ip[:10] + struct.pack("!H", checksum(ip)) + ip[12:]
    return mac + source_mac + b"\x08\x00" + ip + udp


def bootp(op, kind, mac, xid, ciaddr, yiaddr, options) -> bytes:
    message = struct.pack("!BBBBIHH", op, 1, 6, 0, xid, 0, 0) + ciaddr + yiaddr + bytes(8) + mac + bytes(10 + 64 + 128)
    return (message + bytes([99, 130, 83, 99, 53, 1, kind]) + options + b"\xff").ljust(300, b"\0")


def question(kind, mac, xid, ciaddr=bytes(4), options=b"") -> bytes:
    return datagram(mac, b"\xff" * 6, ciaddr, b"\xff" * 4, 68, 67, bootp(1, kind, mac, xid, ciaddr, bytes(4), options))


class Message:
    """An answer of a server."""

    def __init__(self, data: bytes):
        self.xid = struct.unpack_from("!I", data, 4)[0]
        self.address, self.mac = data[16:20], data[28:34]
        self.kind, self.server, self.seconds = 0, bytes(4), 0
        at = 240
        while at + 1 < len(data) and data[at] != 255:
            if data[at] == 0:
                at += 1
                continue
            value = data[at + 2 : at + 2 + data[at + 1]]
            if data[at] == 53:
                self.kind = value[0]
            elif data[at] == 54:
                self.server = value
            elif data[at] == 51:
                self.seconds = struct.unpack("!I", value)[0]
            at += 2 + len(value)


def parse(frame: bytes):
    """The answer that a frame carries, or None."""
    if len(frame) < 14 + 20 + 8 + 240 or frame[23] != 17 or frame[36:38] != b"\x00\x44":
        return None
    return Message(frame[42:])


class Leases:
    """Who was told to have which address, and until when."""

    def __init__(self):
        self.by_address = {}
        self.given = 0

    def give(self, address: bytes, mac: bytes, until: float, now: float) -> str:
        """Books an ACK; the complaint when somebody else has the address."""
        complaint = ""
        holder = self.by_address.get(address)
        if holder and holder[0] != mac and holder[1] > now:
            complaint = (f"lease given twice: {text(address)} to {mac.hex(':')}, while {holder[0].hex(':')} has it for "
                         f"{holder[1] - now:.1f} s more")
        self.by_address[address] = (mac, until)
        self.given += 1
        return complaint

    def end(self, address: bytes, mac: bytes) -> None:
        holder = self.by_address.get(address)
        if holder and holder[0] == mac:
            del self.by_address[address]

    def running(self, seconds: float) -> dict:
        """Addresses that belong to somebody for that much longer at least."""
        now = time.monotonic()
        return {address: mac for address, (mac, until) in list(self.by_address.items()) if until > now + seconds}


class Client:
    """DISCOVER to ACK, then renewals; `stays` seconds after its lease it releases it, or is never heard of again."""

    def __init__(self, mac: bytes, stays: float = 0, releases: bool = False):
        self.mac, self.stays, self.releases = mac, stays, releases
        self.is_gone = False
        self.leases = 0
        self.leave_at = time.monotonic() + PATIENCE_SECONDS if stays else 0.0
        self._start(0.0)

    def _start(self, at):
        self.state = DISCOVER
        self.next = at
        self.address = b""
        self.until = self.renew_at = 0.0
        self.xid = _xids.getrandbits(32)
        self.asked_at = 0.0

    def is_leased(self, now) -> bool:
        return self.state == ACK and now < self.until

    def due(self, now, leases) -> list:
        """Frames to be sent by now."""
        if self.is_gone:
            return []
        if self.stays and now > self.leave_at:
            self.is_gone = True
            return self._release(leases) if self.releases and self.state == ACK else []
        if self.state == ACK:
            if now < self.renew_at:
                return []
            if now >= self.until:
                self._start(now)
        if now < self.next:
            return []
        self.next = now + REPEAT_SECONDS
        if self.state == DISCOVER:
            return [question(DISCOVER, self.mac, self.xid)]
        # The answer may be to the first of several REQUESTs: its lease ends first.
        self.asked_at = self.asked_at or now
        if self.state == REQUEST:
            return [question(REQUEST, self.mac, self.xid, options=b"\x32\x04" + self.address + b"\x36\x04" + SERVER)]
        return [question(REQUEST, self.mac, self.xid, ciaddr=self.address)]

    def _release(self, leases):
        leases.end(self.address, self.mac)
        return [question(RELEASE, self.mac, self.xid, ciaddr=self.address, options=b"\x36\x04" + SERVER)]

    def answered(self, message, now, leases) -> str:
        """Takes an answer; the complaint when it must not be."""
        if message.kind == OFFER and self.state == DISCOVER:
            self.state, self.address, self.next = REQUEST, message.address, now
        elif message.kind == ACK and self.asked_at and self.state in (REQUEST, ACK):
            if self.state == ACK and message.address != self.address:
                return f"{self.mac.hex(':')} renews {text(self.address)} and gets {text(message.address)}"
            first = self.state == REQUEST
            self.state = ACK
            self.until = self.asked_at + message.seconds
            self.renew_at = self.next = self.asked_at + message.seconds / 2
            self.asked_at = 0.0
            if first and self.stays:
                self.leave_at = now + self.stays
            self.leases += 1
            return leases.give(message.address, self.mac, self.until, now)
        elif message.kind == NAK:
            held = self.state == ACK and now < self.until
            complaint = f"{self.mac.hex(':')} has {text(self.address)} for {self.until - now:.1f} s more and is refused"
            leases.end(self.address, self.mac)
            self._start(now)
            return complaint if held else ""
        return ""
