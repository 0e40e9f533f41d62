"""Partners of label --serve: partner.py WAY ADDRESS FRAME. Writes the address it listens at into the file `address`."""
import re
import socket
import struct
import sys

import numpy as np

BOHR, HARTREE = 0.529177210903, 27.211386245988
way, address, frame = sys.argv[1:]


def read_frame(path):
    lines = open(path).read().splitlines()
    count, comment = int(lines[0]), lines[1]

    def value(key):
        found = re.search(r'(?:^|\s)' + key + r'=(?:"([^"]*)"|(\S+))', comment)
        return np.array((found.group(1) or found.group(2)).split(), float)

    columns, at = {}, 0
    words = re.search(r'Properties=(\S+)', comment).group(1).split(":")
    rows = [line.split() for line in lines[2:2 + count]]
    for name, kind, width in zip(words[::3], words[1::3], words[2::3]):
        if kind == "R":
            columns[name] = np.array([row[at:at + int(width)] for row in rows], float)
        at += int(width)
    return value("Lattice").reshape(3, 3), columns["pos"], columns["forces"], value("energy")[0], value("stress").reshape(3, 3)


def tell(text):
    with open("address", "w") as file:
        file.write(text)


def listen():
    if address.startswith("unix:"):
        server = socket.socket(socket.AF_UNIX)
        server.bind(address[5:])
        name = address
    else:
        server = socket.socket()
        server.bind(("127.0.0.1", 0))
        name = str(server.getsockname()[1])
    server.listen(1)
    tell(name)
    return server.accept()[0]


def read(line, count):
    data = b""
    while len(data) < count:
        more = line.recv(count - len(data))
        assert more, "label has gone"
        data += more
    return data


def say(line, header, data=b""):
    line.sendall(header.encode().ljust(12) + data)


def status(line):
    say(line, "STATUS")
    return read(line, 12).decode().strip()


def positions(cell, x, count=None):
    return (np.ascontiguousarray(cell.T / BOHR).tobytes() + np.ascontiguousarray(np.linalg.pinv(cell).T * BOHR).tobytes()
            + struct.pack("i", len(x) if count is None else count) + np.ascontiguousarray(x / BOHR).tobytes())


def good(line):
    cell, x, forces, energy, stress = read_frame(frame)
    assert status(line) == "NEEDINIT"
    say(line, "INIT", struct.pack("ii", 0, 5) + b"hello")
    for _ in range(3):
        assert status(line) == "READY"
        say(line, "POSDATA", positions(cell, x))
        assert status(line) == "HAVEDATA"
        say(line, "GETFORCE")
        assert read(line, 12).decode().strip() == "FORCEREADY"
        assert abs(struct.unpack("d", read(line, 8))[0] * HARTREE - energy) < 1e-11 * abs(energy)
        count = struct.unpack("i", read(line, 4))[0]
        assert count == len(x)
        got = np.frombuffer(read(line, 24 * count)).reshape(-1, 3) * HARTREE / BOHR
        assert abs(got - forces).max() < 1e-10, abs(got - forces).max()
        virial = np.frombuffer(read(line, 72)).reshape(3, 3) * HARTREE
        assert abs(-virial / abs(np.linalg.det(cell)) - stress).max() < 1e-11
        assert struct.unpack("i", read(line, 4))[0] == 0
    say(line, "EXIT")


# A network that gives one byte at a time, and a partner that asks before it has the answer.
class Slow:
    def __init__(self, line):
        self.line = line

    def sendall(self, data):
        for k in range(len(data)):
            self.line.sendall(data[k:k + 1])

    def recv(self, count):
        return self.line.recv(1)


# Two configurations of the frame's atoms, the second compressed.
def squeezed(line):
    cell, x, *_ = read_frame(frame)
    for factor in (1, 0.7):
        say(line, "POSDATA", positions(factor * cell, factor * x))
        say(line, "GETFORCE")
        read(line, 12 + 8 + 4 + 24 * len(x) + 72 + 4)
    say(line, "EXIT")


def bad(line):
    cell, x, *_ = read_frame(frame)
    if way == "unfetched":
        say(line, "POSDATA", positions(cell, x))
        assert status(line) == "HAVEDATA"
    elif way == "half":
        say(line, "POSDATA", positions(cell, x)[:-100])
    elif way == "nonsense":
        line.sendall(b"GET / HTTP/1.1\r\n\r\n")
    elif way == "many":
        say(line, "POSDATA", positions(cell, x, 2000000000))
    elif way == "fewer":
        say(line, "POSDATA", positions(cell, x, -8))
    elif way == "minus":
        say(line, "INIT", struct.pack("ii", 0, -5))
    elif way == "nan":
        x[1, 2] = np.nan
        say(line, "POSDATA", positions(cell, x))
    elif way == "endless":
        say(line, "POSDATA", np.full(9, np.inf).tobytes() + positions(cell, x)[72:])
    elif way == "zeros":
        line.sendall(bytes(12))
    elif way == "deaf":
        say(line, "POSDATA", positions(cell, x))
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        say(line, "GETFORCE")
        return
    elif way == "long":
        say(line, "INIT", struct.pack("ii", 0, 2000000000))
    elif way == "early":
        say(line, "GETFORCE")
    elif way == "flat":
        say(line, "POSDATA", positions(0 * cell, x))
    elif way == "close":
        x[1] = x[0]
        say(line, "POSDATA", positions(cell, x))
    if way not in ("gone", "half", "unfetched"):
        line.recv(1)


def by_ase():
    import ase.io
    from ase.calculators.socketio import SocketIOCalculator
    want = ase.io.read(frame)
    atoms = want.copy()
    atoms.rattle(0.02, seed=1)
    with SocketIOCalculator(unixsocket=address) as atoms.calc:
        tell(address)
        atoms.get_forces()
        atoms.positions = want.positions
        # ASE's hartree is that of 2014, 8e-9 of it less.
        assert abs(atoms.get_potential_energy() / want.get_potential_energy() - 1) < 1e-8
        assert abs(atoms.get_forces() - want.get_forces()).max() < 1e-7
        assert abs(atoms.get_stress() / want.get_stress() - 1).max() < 1e-6


if way == "ase":
    by_ase()
else:
    with listen() as connection:
        if way == "slow":
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection = Slow(connection)
        {"good": good, "slow": good, "squeezed": squeezed}.get(way, bad)(connection)
