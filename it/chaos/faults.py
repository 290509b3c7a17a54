"""What goes wrong: a plan made of a seed alone, and how each fault is done and undone.

A round is one fault of the network (a cable, a daemon) or none, at times a change of configuration, and some guests that
misbehave, all at once. The same seed gives the same rounds, whatever the machine makes of them.
"""
import random
import socket
import struct

import dhcp
from switches import BAD, GOOD, NAMES

CABLES = ("ab", "bc", "ca")
ROGUE = bytes([10, 66, 0, 66])
BPDU_GROUP = bytes.fromhex("0180c2000000")


class Fault:
    """One thing that goes wrong for a while."""

    def __init__(self, dice: random.Random):
        self.seconds = round(dice.uniform(0.5, 2.5), 2)

    def begin(self, lab) -> None:
        raise NotImplementedError

    def end(self, lab) -> None:
        """Undoes it; nothing for what passes by itself."""

    def ended(self, lab) -> None:
        """Called when all faults of the round are over and everybody has been heard again: raises when something is wrong."""

    # Hosts of whom nothing can be asked while it lasts.
    def silenced(self, lab) -> list:
        return []


# The network.


class CutCable(Fault):
    def __init__(self, dice):
        super().__init__(dice)
        self.cable = "".join(dice.sample(dice.choice(CABLES), 2))

    def __str__(self):
        return f"cable {self.cable} is pulled"

    def begin(self, lab):
        lab.ring.set_cable(self.cable, False)

    def end(self, lab):
        lab.ring.set_cable(self.cable, True)


class CutTwoCables(Fault):
    def __init__(self, dice):
        super().__init__(dice)
        self.cables = dice.sample(CABLES, 2)

    def __str__(self):
        return f"cables {self.cables[0]} and {self.cables[1]} are pulled"

    def begin(self, lab):
        for cable in self.cables:
            lab.ring.set_cable(cable, False)

    def end(self, lab):
        for cable in self.cables:
            lab.ring.set_cable(cable, True)


class FlapCable(Fault):
    def __init__(self, dice):
        super().__init__(dice)
        self.cable = "".join(dice.sample(dice.choice(CABLES), 2))
        self.times = dice.randint(3, 10)

    def __str__(self):
        return f"cable {self.cable} is pulled and put back {self.times} times"

    def begin(self, lab):
        for _ in range(self.times):
            lab.ring.set_cable(self.cable, False)
            lab.ring.set_cable(self.cable, True)


class Kill(Fault):
    """SIGKILL. The cables keep their carrier: the neighbours hear of it by silence."""

    def __init__(self, dice):
        super().__init__(dice)
        self.victim = dice.choice(NAMES)
        self.seconds = round(dice.choice([0, dice.uniform(0, 1), dice.uniform(2, 5)]), 2)

    def __str__(self):
        return f"daemon {self.victim} is killed"

    def begin(self, lab):
        lab.ring.switches[self.victim].kill()

    def end(self, lab):
        switch = lab.ring.switches[self.victim]
        switch.start()
        switch.await_up()


class Freeze(Fault):
    """SIGSTOP: a garbage collection or a host that take long."""

    def __init__(self, dice):
        super().__init__(dice)
        self.victim = dice.choice(NAMES)
        self.seconds = round(dice.choice([dice.uniform(0.1, 1), dice.uniform(1, 6)]), 2)

    def __str__(self):
        return f"daemon {self.victim} stands still"

    def begin(self, lab):
        lab.ring.switches[self.victim].freeze(True)

    def end(self, lab):
        lab.ring.switches[self.victim].freeze(False)


# Configuration.


class Apply(Fault):
    """A changed configuration file, applied to the running daemon."""

    def __init__(self, dice):
        super().__init__(dice)
        self.switch = dice.choice(NAMES)
        self.what, self.change = getattr(self, "_" + dice.choice(
            ["priority", "cost", "spare", "limits", "isolation", "reservation", "refused"]))(dice)

    def __str__(self):
        return f"daemon {self.switch} is configured: {self.what}"

    def begin(self, lab):
        switch = lab.ring.switches[self.switch]
        if not switch.runs:
            return
        if self.what.startswith("wrong"):
            wrong = {"bridges": [{"name": "haya0", "ports": [{"name": "x", "kind": "tup"}]}]}
            status, answer = switch.api("PUT", "/v1/config", wrong)
            if status != 400 and status != 422 or "fault_message" not in answer:
                raise RuntimeError(f"a wrong configuration is answered with {status} {answer}")
            return
        switch.apply(self.change)

    def _priority(self, dice):
        priority = dice.randrange(16) * 4096
        return f"bridge priority {priority}", lambda bridge: bridge["stp"].update(priority=priority)

    def _cost(self, dice):
        port, cost = self.switch + dice.choice([n for n in NAMES if n != self.switch]), dice.choice([2000, 20000, 200000])
        return f"path cost of {port} is {cost}", lambda bridge: _port(bridge, port).update({"path-cost": cost})

    def _spare(self, dice):
        name = self.switch + "x"

        def toggle(bridge):
            kept = [port for port in bridge["ports"] if port["name"] != name]
            added = [] if len(kept) < len(bridge["ports"]) else [{"name": name, "kind": "tap", "edge": True}]
            bridge["ports"] = kept + added

        return f"port {name} is added or removed", toggle

    def _limits(self, dice):
        port, frames, addresses = self.switch + _bad(dice), dice.choice([100, 1000, 5000]), dice.choice([1, 8, 64])
        return (f"{port} may have {addresses} addresses and send {frames} broadcasts a second",
                lambda bridge: _port(bridge, port).update({"storm-control": frames, "mac-limit": addresses}))

    def _isolation(self, dice):
        port, on = self.switch + _bad(dice), dice.random() < 0.5
        return f"{port} is {'isolated' if on else 'not isolated'}", lambda bridge: _port(bridge, port).update(isolated=on)

    def _reservation(self, dice):
        self.switch = "a"
        host = dice.randrange(1, 200)
        reservation = {"mac": f"0a:c6:00:00:00:{host:02x}", "address": f"10.66.0.{dice.randrange(200, 250)}"}
        return (f"reservation {reservation['address']}",
                lambda bridge: bridge["gateway"]["dhcp"].update(hosts=[reservation]))

    def _refused(self, dice):
        return "wrong, which is refused", None


# Guests.


def _bad(dice) -> str:
    return dice.choice([port for ports in BAD.values() for port in ports])


def _port(bridge, name) -> dict:
    return next(port for port in bridge["ports"] if port["name"] == name)


class Guest(Fault):
    """A bad guest does something."""

    def __init__(self, dice):
        super().__init__(dice)
        self.switch = dice.choice(NAMES)
        self.guest = self.switch + _bad(dice)
        self.dice = random.Random(dice.getrandbits(64))

    def send(self, lab, *frames) -> None:
        link = lab.host(self.guest).link
        for frame in frames:
            link.send(frame)


class Bpdu(Guest):
    """Says it is the root. Its port is shut, until somebody opens it."""

    def __str__(self):
        return f"guest {self.guest} sends BPDUs"

    def begin(self, lab):
        mac = lab.host(self.guest).mac
        identifier = b"\x00\x00" + mac
        # LLC, then an RST BPDU (802.1D-2004 clause 9.3.3) of a designated port that proposes.
        body = (bytes([0x42, 0x42, 0x03, 0, 0, 2, 2, 0x0E]) + identifier + bytes(4) + identifier
                + struct.pack("!HHHHHB", 0x8001, 0, 20 << 8, 2 << 8, 15 << 8, 0))
        frame = BPDU_GROUP + mac + struct.pack("!H", len(body)) + body
        self.was = self._life(lab)
        link = lab.host(self.guest).link
        before = link.sent
        self.send(lab, *[frame.ljust(60, b"\0")] * 3)
        self.heard = link.sent > before

    def _life(self, lab):
        return lab.ring.switches[self.switch].starts, lab.host(self.guest).link.openings

    def ended(self, lab):
        switch = lab.ring.switches[self.switch]
        # A daemon that was killed meanwhile, or a link that was opened anew, knows nothing of it.
        if self.heard and self._life(lab) == self.was:
            state = switch.get("/v1/ports/" + self.guest)["state"]
            if state != "disabled":
                raise RuntimeError(f"{self.guest} has sent BPDUs and its port is {state}")
        switch.api("POST", f"/v1/ports/{self.guest}/clear-errdisable")


class SpoofNeighbour(Guest):
    """Sends with the address of a good host, or of the gateway."""

    def __init__(self, dice):
        super().__init__(dice)
        self.victim = dice.choice([dice.choice(NAMES) + port for ports in GOOD.values() for port in ports] + ["gateway"])

    def __str__(self):
        return f"guest {self.guest} pretends to be {self.victim}"

    def begin(self, lab):
        mac = lab.gateway_mac if self.victim == "gateway" else lab.host(self.victim).mac
        for number in range(50):
            self.send(lab, (b"\xff" * 6 if number % 2 else bytes.fromhex("0ac400000099")) + mac + b"\x88\xb6" + bytes(50))


class SpoofMany(Guest):
    def __str__(self):
        return f"guest {self.guest} sends from 2000 addresses"

    def begin(self, lab):
        for _ in range(2000):
            self.send(lab, self.dice.randbytes(6) + bytes([0x0A]) + self.dice.randbytes(5) + b"\x88\xb6" + bytes(46))


class Storm(Guest):
    def __init__(self, dice):
        super().__init__(dice)
        self.kind, self.to = dice.choice([("broadcast", "ffffffffffff"), ("multicast", "01005e010203"),
                                          ("unknown unicast", "0ac7deadbeef")])

    def __str__(self):
        return f"guest {self.guest} storms: {self.kind}"

    def begin(self, lab):
        mac = lab.host(self.guest).mac
        self.send(lab, *[bytes.fromhex(self.to) + mac + b"\x88\xb6" + bytes(200)] * 3000)


class RogueDhcp(Guest):
    """Answers clients as a DHCP server would, and questions nobody asked."""

    def __str__(self):
        return f"guest {self.guest} is a DHCP server"

    def begin(self, lab):
        mac = lab.host(self.guest).mac
        options = b"\x36\x04" + ROGUE + b"\x33\x04" + struct.pack("!I", 3600)
        for host in lab.hosts.good:
            client = host.client
            for kind in (dhcp.OFFER, dhcp.ACK, dhcp.NAK):
                answer = dhcp.bootp(2, kind, client.mac, client.xid, bytes(4), ROGUE, options)
                for destination in (b"\xff" * 6, client.mac):
                    self.send(lab, dhcp.datagram(mac, destination, ROGUE, b"\xff" * 4, 67, 68, answer))


class Garbage(Guest):
    def __str__(self):
        return f"guest {self.guest} sends garbage"

    def begin(self, lab):
        dice = self.dice
        groups = [b"\xff" * 6, BPDU_GROUP, bytes.fromhex("0180c200000e"), bytes.fromhex("333300000001"),
                  lab.gateway_mac, bytes(6)]
        for _ in range(1000):
            types = [b"\x08\x00", b"\x08\x06", b"\x86\xdd", b"\x81\x00\x00\x01\x08\x00", dice.randbytes(2)]
            # A BPDU of a bad guest would shut its port: that is another fault.
            to = dice.choice(groups[:1] + groups[2:])
            frame = to + bytes([0x0A]) + dice.randbytes(5) + dice.choice(types) + dice.randbytes(dice.randrange(1600))
            self.send(lab, frame[: dice.choice([14, 20, 60, len(frame)])])


class Deaf(Guest):
    """Stops reading, while others talk to it."""

    def __init__(self, dice):
        super().__init__(dice)
        self.talker = self.switch + dice.choice(GOOD["tap"])

    def __str__(self):
        return f"guest {self.guest} stops reading"

    def begin(self, lab):
        guest = lab.host(self.guest)
        guest.deaf = True
        talker = lab.host(self.talker)
        for _ in range(3000):
            talker.link.send(guest.mac + talker.mac + b"\x88\xb6" + bytes(1000))

    def end(self, lab):
        lab.host(self.guest).deaf = False


class Reconnect(Fault):
    """A monitor or a client goes and comes back: good ones do too."""

    def __init__(self, dice):
        super().__init__(dice)
        self.port = dice.choice(NAMES) + dice.choice([p for g in (GOOD, BAD) for k in ("vm", "stream") for p in g[k]])

    def __str__(self):
        return f"{self.port} is disconnected"

    def begin(self, lab):
        lab.host(self.port).link.held = True

    def end(self, lab):
        lab.host(self.port).link.held = False

    def silenced(self, lab):
        return [lab.host(self.port)]


class Unplug(Fault):
    """The netdev of a cabled host is deleted, and one of the same name is made."""

    def __init__(self, dice):
        super().__init__(dice)
        self.switch = dice.choice(NAMES)
        self.port = self.switch + dice.choice(GOOD["netdev"])

    def __str__(self):
        return f"the cable of host {self.port} is taken away"

    def begin(self, lab):
        lab.ring.uncable_host(lab.ring.switches[self.switch], self.port)

    def end(self, lab):
        lab.ring.cable_host(lab.ring.switches[self.switch], self.port)

    def silenced(self, lab):
        return [lab.host(self.port)]


class SlowClients(Fault):
    """Clients of the control API that send a byte and wait."""

    def __init__(self, dice):
        super().__init__(dice)
        self.switch = dice.choice(NAMES)
        self.clients = []

    def __str__(self):
        return f"30 clients of daemon {self.switch}'s control socket wait for nothing"

    def begin(self, lab):
        switch = lab.ring.switches[self.switch]
        if switch.runs:
            for _ in range(30):
                client = socket.socket(socket.AF_UNIX)
                client.connect(switch.socket)
                client.send(b"G")
                self.clients.append(client)

    def end(self, lab):
        for client in self.clients:
            client.close()


NETWORK = [CutCable, CutCable, CutTwoCables, FlapCable, Kill, Kill, Freeze]
OTHERS = [Bpdu, SpoofNeighbour, SpoofMany, Storm, RogueDhcp, Garbage, Deaf, Reconnect, Unplug, SlowClients]


NETWORK_KINDS = tuple(set(NETWORK))


def rounds(seed: int, spared: str = ""):
    """Rounds of faults without end; the process of the daemon `spared` is never killed."""
    dice = random.Random(seed)
    while True:
        faults = []
        if dice.random() < 0.8:
            fault = dice.choice(NETWORK)(dice)
            while isinstance(fault, Kill) and fault.victim == spared:
                fault = Kill(dice)
            faults.append(fault)
        if dice.random() < 0.5:
            faults.append(Apply(dice))
        used = set()
        for _ in range(dice.randint(1, 3)):
            fault = dice.choice(OTHERS)(dice)
            # No daemon starts while a netdev that its file names is missing, and says so.
            if isinstance(fault, Unplug) and any(isinstance(f, Kill) and f.victim == fault.switch for f in faults):
                continue
            # One fault for each port at a time.
            who = {getattr(fault, "guest", ""), getattr(fault, "port", "")} - {""}
            if not used & who:
                used |= who
                faults.append(fault)
        dice.shuffle(faults)
        yield faults
