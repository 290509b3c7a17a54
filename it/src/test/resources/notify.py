"""A service manager's socket: notify.py PATH prints each datagram that sd_notify(3) sends there, as PID KEY=VALUE a line."""

import os
import socket
import struct
import sys

sock = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
sock.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
sock.bind(sys.argv[1])
print("ready", flush=True)
while os.path.exists(sys.argv[1]):
    data, ancillary, _, _ = sock.recvmsg(4096, socket.CMSG_SPACE(12))
    pid = struct.unpack("3i", ancillary[0][2])[0]
    for line in data.decode().splitlines():
        print(pid, line, flush=True)
