"""Processor time of a frame by each way of calling a potential, in ms, and of label's own: see ways.sh.

Each way computes all frames of traj.xyz, and few of them; the difference is what a frame costs, without the start.
"""
import os
import re
import resource
import shutil
import socket
import struct
import subprocess
import sys

import numpy as np

FEW, ALL, ROUNDS = 1, 1001, 3
BOHR = 0.529177210903
LABEL = ["label", "--threads", "1", "--potential", "Si.sw", "--no-provenance"]
text = open("traj.xyz").read().splitlines(keepends=True)
lines = len(text) // ALL
blocks = ["".join(text[k * lines:(k + 1) * lines]) for k in range(ALL)]
positions = np.array([[row.split()[1:4] for row in text[k * lines + 2:(k + 1) * lines]] for k in range(ALL)], float)
positions.tofile("positions.bin")

ASE = """
import sys, numpy as np, ase
from nnpipe import NNPipe
x = np.fromfile("positions.bin").reshape(-1, 216, 3)[:int(sys.argv[1])]
atoms = ase.Atoms("Si216", positions=x[0], cell=3 * [16.293], pbc=True)
atoms.calc = NNPipe("Si.sw", skin=float(sys.argv[2]))
for each in x:
    atoms.positions[:] = each
    atoms.get_potential_energy(), atoms.get_forces(), atoms.get_stress()
"""
LAMMPS = """
units metal
atom_style atomic
read_data si.data
pair_style kim Si_sw
pair_coeff * * Si
velocity all create 1200 4711 mom yes rot no
fix 1 all nve
timestep 0.001
thermo 1
thermo_style custom step pe press
run {}
"""


def run(words, **more):
    subprocess.run([str(word) for word in words], check=True, stdout=subprocess.DEVNULL, **more)


def from_file(count):
    with open("some.xyz", "w") as file:
        file.writelines(blocks[:count])
    run(LABEL + ["some.xyz"])


def by_pipe(count):
    label = subprocess.Popen(LABEL, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    for block in blocks[:count]:
        label.stdin.write(block)
        label.stdin.flush()
        for _ in range(lines):
            label.stdout.readline()
    label.stdin.close()
    label.wait()


def by_socket(count):
    server = socket.socket(socket.AF_UNIX)
    address = os.path.abspath("socket")
    server.bind(address)
    server.listen(1)
    label = subprocess.Popen(LABEL[:-1] + ["--serve", "unix:" + address, "si.xyz"])
    line = server.accept()[0]

    def read(size):
        data = b""
        while len(data) < size:
            data += line.recv(size - len(data))
        return data

    cell = 16.293 * np.eye(3)
    head = (cell / BOHR).tobytes() + (np.linalg.inv(cell) * BOHR).tobytes() + struct.pack("i", 216)
    for x in positions[:count]:
        line.sendall(b"STATUS      ")
        if read(12) == b"NEEDINIT    ":
            line.sendall(b"INIT        " + struct.pack("ii", 0, 0))
        line.sendall(b"POSDATA     " + head + (x / BOHR).tobytes() + b"STATUS      ")
        read(12)
        line.sendall(b"GETFORCE    ")
        read(12 + 8 + 4 + 3 * 8 * 216 + 9 * 8)
        read(struct.unpack("i", read(4))[0])
    line.sendall(b"EXIT        ")
    label.wait()
    line.close()
    server.close()
    os.unlink("socket")


def by_lammps(count):
    with open("in.lammps", "w") as file:
        file.write(LAMMPS.format(count))
    run(["lmp", "-in", "in.lammps", "-log", "none"])


def used():
    total = 0
    for who in resource.RUSAGE_CHILDREN, resource.RUSAGE_SELF:
        usage = resource.getrusage(who)
        total += usage.ru_utime + usage.ru_stime
    return total


def time_of(way, count):
    before = used()
    way(count)
    return used() - before


ways = {"c": lambda count: run(["./ways", count]),
        "ase": lambda count: run([sys.executable, "-c", ASE, count, 0.5]),
        "ase-skin-0": lambda count: run([sys.executable, "-c", ASE, count, 0]),
        "label": from_file, "pipe": by_pipe, "socket": by_socket}
if shutil.which("lmp") and os.path.isdir("models"):
    ways["kim"] = by_lammps
cost = {name: [] for name in ways}
for _ in range(ROUNDS):  # in turn: the machine may have other work
    for name, way in ways.items():
        cost[name].append((time_of(way, ALL) - time_of(way, FEW)) / (ALL - FEW) * 1e3)
for name, values in cost.items():
    least = min(values)
    print("way:%s %.3f ms/frame" % (name, least))
    print("way:%s:of-label %.3f 1" % (name, least / min(cost["label"])))
