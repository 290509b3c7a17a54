"""A host that listens to multicast groups, or one that speaks to them.

  groups.py listen NETDEV [GROUP...]    joins, prints "joined", then "GROUP TEXT" for each datagram that reaches the netdev,
                                        whether its group was joined or not; its end is the leave
  groups.py speak NETDEV GROUP TEXT...  sends TEXT to each GROUP
  groups.py stream NETDEV GROUP...      sends 0, 1, 2... to each GROUP, 100 a second
"""

import socket
import struct
import sys
import time

PORT = 5000
ETH_P_ALL = 3
SOL_PACKET = 263
PACKET_IGNORE_OUTGOING = 23


def family(group):
    return socket.AF_INET6 if ":" in group else socket.AF_INET


def join(group, index):
    sock = socket.socket(family(group), socket.SOCK_DGRAM)
    packed = socket.inet_pton(family(group), group)
    if family(group) == socket.AF_INET:
        sock.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, packed + struct.pack("=4si", b"", index))
    else:
        sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_JOIN_GROUP, packed + struct.pack("=i", index))
    return sock


def heard(frame):
    """Group and text of a datagram to PORT, or None."""
    if frame[12:14] == b"\x08\x00" and frame[23] == 17:
        at, group = 14 + (frame[14] & 15) * 4, socket.inet_ntop(socket.AF_INET, frame[30:34])
    elif frame[12:14] == b"\x86\xdd" and frame[20] == 17:
        at, group = 54, socket.inet_ntop(socket.AF_INET6, frame[38:54])
    else:
        return None
    _, port, length = struct.unpack_from("!HHH", frame, at)
    return f"{group} {frame[at + 8:at + length].decode()}" if port == PORT else None


def listen(netdev, groups):
    raw = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
    raw.setsockopt(SOL_PACKET, PACKET_IGNORE_OUTGOING, 1)
    raw.bind((netdev, ETH_P_ALL))
    index = socket.if_nametoindex(netdev)
    joined = [join(group, index) for group in groups]
    print("joined", flush=True)
    while joined is not None:
        line = heard(raw.recv(65536))
        if line:
            print(line, flush=True)


def speaker(netdev, group):
    """A function that sends a text to the group."""
    index = socket.if_nametoindex(netdev)
    sock = socket.socket(family(group), socket.SOCK_DGRAM)
    if family(group) == socket.AF_INET:
        sock.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, struct.pack("=4s4si", b"", b"", index))
        sock.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 4)
        return lambda text: sock.sendto(text.encode(), (group, PORT))
    sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_HOPS, 4)
    return lambda text: sock.sendto(text.encode(), (group, PORT, 0, index))


def speak(netdev, words):
    for group, text in zip(words[::2], words[1::2]):
        speaker(netdev, group)(text)


def stream(netdev, groups):
    speakers = [speaker(netdev, group) for group in groups]
    number = 0
    while speakers:
        for say in speakers:
            say(str(number))
        number += 1
        time.sleep(0.01)


if sys.argv[1] == "listen":
    listen(sys.argv[2], sys.argv[3:])
elif sys.argv[1] == "stream":
    stream(sys.argv[2], sys.argv[3:])
else:
    speak(sys.argv[2], sys.argv[3:])
