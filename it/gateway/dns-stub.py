#!/usr/bin/env python3
"""A resolver for the gateway test: every A question has the answer 10.77.0.53; over UDP, names that begin with `big` are
cut, so that the asker must come back over TCP."""
import socket
import struct
import sys
import threading


def answer(query: bytes, tcp: bool) -> bytes:
    end = query.index(b"\0", 12) + 5
    cut = query[13:16] == b"big" and not tcp
    flags = 0x8180 | (0x0200 if cut else 0)
    kind = struct.unpack("!H", query[end - 4 : end - 2])[0]
    count = 1 if kind == 1 and not cut else 0
    record = b"\xc0\x0c" + struct.pack("!HHIH", 1, 1, 60, 4) + socket.inet_aton("10.77.0.53")
    return query[:2] + struct.pack("!HHHHH", flags, 1, count, 0, 0) + query[12:end] + record * count


def serve_tcp(listener: socket.socket) -> None:
    while True:
        connection, _ = listener.accept()
        with connection:
            head = connection.recv(2, socket.MSG_WAITALL)
            if len(head) == 2:
                reply = answer(connection.recv(struct.unpack("!H", head)[0], socket.MSG_WAITALL), True)
                connection.sendall(struct.pack("!H", len(reply)) + reply)


address = sys.argv[1]
tcp = socket.create_server((address, 53))
threading.Thread(target=serve_tcp, args=(tcp,), daemon=True).start()
udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
udp.bind((address, 53))
while True:
    message, peer = udp.recvfrom(4096)
    udp.sendto(answer(message, False), peer)
