"""Two clients of stream ports: each sends a frame that the other must get. Prints "exchanged".

  exchange.py SOCKET SOCKET
"""

import socket
import struct
import sys

ETHERTYPE = b"\x88\xb5"


def connect(path):
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    sock.settimeout(20)
    sock.connect(path)
    return sock


def send(sock, destination, source, text):
    frame = (destination + source + ETHERTYPE + text).ljust(60, b"\0")
    sock.sendall(struct.pack("!I", len(frame)) + frame)


def read(sock, count):
    data = b""
    while len(data) < count:
        part = sock.recv(count - len(data))
        if not part:
            sys.exit("the bridge hung up")
        data += part
    return data


def read_frame(sock):
    return read(sock, struct.unpack("!I", read(sock, 4))[0])


def await_text(sock, text):
    while True:
        frame = read_frame(sock)
        if frame[12:14] == ETHERTYPE and frame[14:].startswith(text):
            return


one, two = (connect(path) for path in sys.argv[1:3])
mac_one, mac_two = bytes.fromhex("0a0000000001"), bytes.fromhex("0a0000000002")
# A connection that is not accepted yet is no port: the first BPDU says that it is one.
for sock in (one, two):
    read_frame(sock)
send(one, b"\xff" * 6, mac_one, b"from one")
await_text(two, b"from one")
send(two, mac_one, mac_two, b"from two")
await_text(one, b"from two")
print("exchanged")
