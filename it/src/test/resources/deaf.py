"""A guest that takes and sends nothing until it is told to.

Opens TAP argv[1] by name and prints "ready". On SIGUSR2 it sends argv[2] frames and prints "sent N"; on SIGUSR1 it takes what
waits for it and prints "took N", with the frames of the test counted only.
"""

import fcntl
import os
import signal
import struct
import sys

TUNSETIFF = 0x400454CA
IFF_TAP = 0x0002
IFF_NO_PI = 0x1000
TEST_ETHERTYPE = b"\x88\xb5"
FRAME = b"\x0a\x00\x00\x00\x00\x77" + b"\x0a\x00\x00\x00\x00\x07" + TEST_ETHERTYPE + bytes(46)

fd = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
fcntl.ioctl(fd, TUNSETIFF, struct.pack("16sH22x", sys.argv[1].encode(), IFF_TAP | IFF_NO_PI))


def send(*_):
    for _ in range(int(sys.argv[2])):
        os.write(fd, FRAME)
    print("sent", sys.argv[2], flush=True)


def take(*_):
    taken = 0
    try:
        while True:
            taken += os.read(fd, 70000)[12:14] == TEST_ETHERTYPE
    except BlockingIOError:
        print("took %d." % taken, flush=True)


signal.signal(signal.SIGUSR1, take)
signal.signal(signal.SIGUSR2, send)
print("ready", flush=True)
while True:
    signal.pause()
