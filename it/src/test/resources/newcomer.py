"""A process that asks a daemon to hand over and does not go through with it: newcomer.py SOCKET protocol|dies|silent"""
import json
import os
import signal
import socket
import struct
import sys

path, fate = sys.argv[1:]
daemon = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
daemon.connect(path)


def send(message):
    octets = json.dumps(message).encode()
    daemon.sendall(struct.pack(">I", len(octets)) + octets)


def read(count):
    octets = b""
    while len(octets) < count:
        more = daemon.recv(count - len(octets))
        if not more:
            sys.exit("closed")
        octets += more
    return octets


def receive():
    return json.loads(read(struct.unpack(">I", read(4))[0]))


protocol = 99 if fate == "protocol" else 3
send({"protocol": protocol, "version": "test", "networkNamespace": os.readlink("/proc/self/ns/net")})
answer = receive()
print(answer["refusal"] or "offered", flush=True)
if answer["refusal"]:
    sys.exit(1)
send({"commit": True})
estate = receive()
present = sum(port["device"]["present"] for bridge in estate["bridges"] for port in bridge["ports"])
_, descriptors, _, _ = socket.recv_fds(daemon, 1, 1)
print("has descriptor", descriptors[0], "of", present, flush=True)
if fate == "silent":
    signal.pause()
