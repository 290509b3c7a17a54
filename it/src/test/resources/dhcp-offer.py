"""A DHCP server reduced to one message: broadcasts an OFFER (RFC 2131) from address argv[1]."""

import socket
import sys

server = socket.inet_aton(sys.argv[1])
message = bytes([2, 1, 6, 0]) + b"\x01\x02\x03\x04" + bytes(8) + socket.inet_aton("10.77.0.99") + server + bytes(4)
message += bytes.fromhex("0a0000000001") + bytes(10) + bytes(64) + bytes(128)
message += bytes.fromhex("63825363") + bytes([53, 1, 2, 54, 4]) + server + bytes([51, 4, 0, 0, 14, 16, 255])
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
    out.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
    out.bind((sys.argv[1], 67))
    out.sendto(message, ("255.255.255.255", 68))
