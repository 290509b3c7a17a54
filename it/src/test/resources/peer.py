"""Sends and receives test frames on netdevs of the namespace it runs in, one JSON command per line on stdin.

Test frames carry EtherType 0x88b5 (IEEE Std 802, local experimental), behind VLAN tags or not; whatever else the kernel
sends on its own is not looked at. VLAN tags that the kernel moved into auxiliary data are put back.

  {"op": "send", "netdev": N, "frame": HEX, "count": C, "gapMicros": G}    answers {"sent": C}
  {"op": "clear"}                                                        answers {}
  {"op": "collect", "expected": E, "timeoutMillis": T, "settleMillis": S}
        waits for E frames, or for T; then S longer for those that should not come; answers {netdev: [HEX, ...]}
"""

import json
import select
import socket
import struct
import sys
import time

ETH_P_ALL = 3
SOL_PACKET = 263
PACKET_ADD_MEMBERSHIP = 1
PACKET_AUXDATA = 8
PACKET_IGNORE_OUTGOING = 23
PACKET_MR_PROMISC = 1
TP_STATUS_VLAN_VALID = 0x10
TP_STATUS_VLAN_TPID_VALID = 0x40
SO_RCVBUFFORCE = 33
TEST_ETHERTYPE = 0x88B5
TAGS = (0x8100, 0x88A8)


def open_socket(netdev):
    sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
    sock.setsockopt(SOL_PACKET, PACKET_IGNORE_OUTGOING, 1)
    sock.setsockopt(SOL_PACKET, PACKET_AUXDATA, 1)
    sock.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 8 << 20)
    sock.bind((netdev, ETH_P_ALL))
    promiscuous = struct.pack("IHH8s", socket.if_nametoindex(netdev), PACKET_MR_PROMISC, 0, b"")
    sock.setsockopt(SOL_PACKET, PACKET_ADD_MEMBERSHIP, promiscuous)
    sock.setblocking(False)
    return sock


def receive(sock):
    """The next frame with its tags, or None."""
    try:
        frame, ancillary, _, _ = sock.recvmsg(70000, 256)
    except BlockingIOError:
        return None
    except OSError as error:  # the netdev went down: said once
        print("peer: %s" % error, file=sys.stderr)
        return None
    for level, kind, data in ancillary:
        if level == SOL_PACKET and kind == PACKET_AUXDATA:
            status, _, _, _, _, tci, tpid = struct.unpack("IIIHHHH", data[:20])
            if status & TP_STATUS_VLAN_VALID:
                if not status & TP_STATUS_VLAN_TPID_VALID:
                    tpid = 0x8100
                frame = frame[:12] + struct.pack("!HH", tpid, tci) + frame[12:]
    return frame


def is_test_frame(frame):
    at = 12
    while len(frame) >= at + 2:
        ethertype = struct.unpack_from("!H", frame, at)[0]
        if ethertype not in TAGS:
            return ethertype == TEST_ETHERTYPE
        at += 4
    return False


def collect(sockets, expected, timeout, settle):
    received = {netdev: [] for netdev in sockets}
    names = {sock: netdev for netdev, sock in sockets.items()}
    deadline = time.monotonic() + timeout
    count = 0
    settled = expected == 0
    if settled:
        deadline = time.monotonic() + settle
    while True:
        left = deadline - time.monotonic()
        if left <= 0:
            return received
        for sock in select.select(list(names), [], [], left)[0]:
            while (frame := receive(sock)) is not None:
                if is_test_frame(frame):
                    received[names[sock]].append(frame.hex())
                    count += 1
        if count >= expected and not settled:
            settled = True
            deadline = time.monotonic() + settle


def drain(sockets):
    for sock in sockets.values():
        while receive(sock) is not None:
            pass


def send(sock, frame, count, gap_micros):
    sock.setblocking(True)
    for _ in range(count):
        sock.send(frame)
        if gap_micros:
            time.sleep(gap_micros / 1e6)
    sock.setblocking(False)


def main():
    sockets = {netdev: open_socket(netdev) for netdev in sys.argv[1:]}
    print("ready", flush=True)
    for line in sys.stdin:
        command = json.loads(line)
        answer = {}
        if command["op"] == "send":
            frame = bytes.fromhex(command["frame"])
            send(sockets[command["netdev"]], frame, command["count"], command["gapMicros"])
            answer = {"sent": command["count"]}
        elif command["op"] == "clear":
            drain(sockets)
        elif command["op"] == "collect":
            answer = collect(
                sockets, command["expected"], command["timeoutMillis"] / 1e3, command["settleMillis"] / 1e3
            )
        else:
            raise ValueError("unknown op in " + line)
        print(json.dumps(answer), flush=True)


main()
