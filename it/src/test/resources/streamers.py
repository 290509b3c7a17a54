"""Two clients of stream ports that send each other numbered frames until SIGINT: streamers.py PATH_A PATH_B

Every other frame is sent in two pieces. Prints "ready" once frames pass, and what became of all frames at the end.
"""
import random
import signal
import socket
import struct
import sys
import threading
import time
import zlib

ADDRESSES = [bytes([2, 0, 0, 0, 0xAA, n]) for n in (1, 2)]
TYPE = b"\x88\xb5"
stop = threading.Event()
signal.signal(signal.SIGINT, lambda *_: stop.set())


class Client:
    def __init__(self, path, me):
        self.me = me
        self.header = ADDRESSES[1 - me] + TYPE
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(path)
        self.sent = 0
        self.received = 0
        self.last = 0
        self.faults = []
        self.ended = False

    def send_all(self):
        dice = random.Random(self.me)
        while not stop.is_set():
            number = self.sent + 1
            body = ADDRESSES[1 - self.me] + ADDRESSES[self.me] + TYPE + struct.pack("!I", number)
            body += dice.randbytes(dice.randint(60, 1400))
            frame = body + struct.pack("!I", zlib.crc32(body))
            octets = struct.pack("!I", len(frame)) + frame
            cut = dice.randrange(1, len(octets)) if number % 2 else len(octets)
            try:
                self.socket.sendall(octets[:cut])
                time.sleep(0.001)
                self.socket.sendall(octets[cut:])
            except OSError as e:
                self.faults.append(str(e))
                return
            self.sent = number

    def exactly(self, count):
        octets = b""
        while len(octets) < count:
            more = self.socket.recv(count - len(octets))
            if not more:
                raise EOFError("closed")
            octets += more
        return octets

    def receive_all(self):
        try:
            while True:
                frame = self.exactly(struct.unpack("!I", self.exactly(4))[0])
                if frame[6:14] != self.header:
                    continue  # BPDUs, and the daemon's probes
                number, check = struct.unpack("!I", frame[14:18])[0], struct.unpack("!I", frame[-4:])[0]
                if zlib.crc32(frame[:-4]) != check:
                    self.faults.append(f"frame after {self.last} is corrupted")
                elif number <= self.last:
                    self.faults.append(f"{number} came after {self.last}")
                self.last = number
                self.received += 1
        except (EOFError, OSError) as e:
            if not self.ended:
                self.faults.append(str(e))


clients = [Client(path, me) for me, path in enumerate(sys.argv[1:])]
for client in clients:
    threading.Thread(target=client.receive_all, daemon=True).start()
    threading.Thread(target=client.send_all, daemon=True).start()
while not stop.is_set() and not all(client.received for client in clients):
    time.sleep(0.01)
# What was lost before the ports forwarded does not count.
before = [client.last - client.received for client in clients]
print("ready", flush=True)
stop.wait()
deadline = time.monotonic() + 5
while time.monotonic() < deadline and any(
    clients[1 - client.me].last < client.sent and not clients[1 - client.me].faults for client in clients
):
    time.sleep(0.01)
for client, missed in zip(clients, before):
    client.ended = True
    other = clients[1 - client.me]
    print(f"sent {other.sent} lost {other.sent - client.received - missed} faults {len(client.faults)} {client.faults[:3]}")
