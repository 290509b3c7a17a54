#!/usr/bin/env python3
"""Clients of stream ports, as QEMU's `-netdev stream` is one. Usage: client.py RUNTIME_DIR, with $API_SOCKET."""
import json
import os
import socket
import struct
import subprocess
import sys
import time

work = sys.argv[1]
A, B, C = (bytes([2, 0, 0, 0, 0, n]) for n in (1, 2, 3))
EVERYBODY = b"\xff" * 6


class Client:
    def __init__(self, path, bound=None):
        self.socket = socket.socket(socket.AF_UNIX)
        if bound:
            if os.path.exists(bound):
                os.unlink(bound)
            self.socket.bind(bound)
        self.socket.connect(path)
        self.socket.settimeout(10)

    def send(self, destination, source, payload=b"", length=60):
        frame = (destination + source + b"\x88\xb5" + payload).ljust(length, b"\0")
        self.socket.sendall(struct.pack("!I", len(frame)) + frame)

    def exactly(self, count):
        data = b""
        while len(data) < count:
            more = self.socket.recv(count - len(data))
            if not more:
                raise EOFError
            data += more
        return data

    def receive(self, wanted):
        """The next frame with a payload that begins so; BPDUs and others are passed over."""
        while True:
            frame = self.exactly(struct.unpack("!I", self.exactly(4))[0])
            if frame[12:14] == b"\x88\xb5" and frame[14:].startswith(wanted):
                return frame

    def ended(self):
        try:
            while True:
                if not self.socket.recv(65536):
                    return True
        except ConnectionResetError:
            return True

    def close(self):
        self.socket.close()


def api(path):
    return json.loads(
        subprocess.run(
            ["curl", "-sS", "--max-time", "10", "--unix-socket", os.environ["API_SOCKET"], "http://localhost/v1/" + path],
            check=True, capture_output=True).stdout)


def ports():
    return {port["name"]: port for port in api("ports")}


def until(what, test, seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if test():
            return
        time.sleep(0.05)
    raise AssertionError(f"not within {seconds} s: {what}; {json.dumps(ports(), indent=1)}")


def up(name):
    return lambda: name in ports() and ports()[name]["state"] == "forwarding"


# The first frame of each gets through.
q0 = Client(work + "/q0.sock")
until("q0 forwards", up("q0"))
assert ports()["q0"]["edge"]
web = Client(work + "/guests.sock", bound=work + "/web.sock")
mine = f"g{os.getpid()}"
second = Client(work + "/guests.sock")
until("clients have ports", lambda: {"gweb", mine} <= set(ports()))
q0.send(EVERYBODY, A, b"hello")
assert web.receive(b"hello")[:12] == EVERYBODY + A
assert second.receive(b"hello")
web.send(A, B, b"short", length=42)
answer = q0.receive(b"short")
assert len(answer) == 60, f"a frame of 42 bytes is padded, this one has {len(answer)}"
second.send(B, C, b"unicast")
web.receive(b"unicast")
print("first frames, names by bound path and by process, padding")

# Back within the grace time: number, address, state as before.
before = ports()["gweb"]
web.close()
until("the port knows", lambda: "has left" in str(ports()["gweb"]["lastError"]))
assert ports()["gweb"]["state"] == "forwarding", "the link is held up"
assert any(e["port"] == "gweb" for e in api("fdb")), "the address is kept"
web = Client(work + "/guests.sock", bound=work + "/web.sock")
until("it is back", lambda: ports()["gweb"]["lastError"] is None)
assert ports()["gweb"]["number"] == before["number"]
q0.send(B, A, b"again")
web.receive(b"again")
print("a client that came back found its port")

# Nonsense costs its sender the connection, and is counted.
for length in (0, 65_551, 0xFFFFFFFF):
    bad = Client(work + "/guests.sock", bound=work + "/bad.sock")
    until("gbad is there", lambda: "gbad" in ports())
    bad.socket.sendall(struct.pack("!I", length))
    assert bad.ended()
    bad.close()
assert ports()["gbad"]["drops"] == {"bad_length": 3}, ports()["gbad"]["drops"]
events = api("events")
events = events["events"] if isinstance(events, dict) else events
assert sum(e["type"] == "stream.closed" for e in events) == 3, events
print("lengths that no frame can have")

# A client that stops reading loses its own frames, counted; the others go on.
for n in range(3000):
    q0.send(C, A, b"flood%06d" % n, length=1514)
q0.send(B, A, b"meanwhile")
web.receive(b"meanwhile")
until("drops of the one that does not read", lambda: ports()[mine]["drops"].get("egress_queue_full", 0) > 0)
assert "egress_queue_full" not in ports()["gweb"]["drops"]
dropped = ports()[mine]["drops"]["egress_queue_full"]
got = [int(second.receive(b"flood")[19:25]) for _ in range(3000 - dropped)]
assert got == sorted(got) and len(set(got)) == len(got), "whole frames, in order"
print(f"of 3000 frames to a client that did not read {len(got)} arrived whole and in order, {dropped} were counted as dropped")

# Too long away: the port of a client of the template goes, that of its own path stays.
web.close()
second.close()
q0.close()
until("gone", lambda: not {"gweb", mine, "gbad"} & set(ports()))
until("q0 is down", lambda: not ports()["q0"]["linkUp"])
print("ports of clients that stayed away are gone")
