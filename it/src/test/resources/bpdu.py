"""Sends one RST BPDU (IEEE 802.1D-2004 clause 9.3.3) out of netdev argv[1], as a bridge of priority 4096 would."""

import socket
import sys

BRIDGE = bytes.fromhex("10000a00000000aa")
body = bytes.fromhex("424203" "0000" "02" "02" "3c") + BRIDGE + bytes(4) + BRIDGE + bytes.fromhex("8001")
body += bytes.fromhex("0000" "1400" "0200" "0f00" "00")
with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as out:
    out.bind((sys.argv[1], 0))
    out.send(bytes.fromhex("0180c2000000" "0a00000000aa") + len(body).to_bytes(2, "big") + body + bytes(7))
