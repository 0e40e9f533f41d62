#!/usr/bin/python3
"""Energies and forces of small potentials in RuNNer's files, by the formulas as they stand in print: make.py > cases.data

Nothing here is shared with nnpipe. Forces are derivatives by the complex step (positions get an imaginary part of
1e-30), exact to rounding; each is held against a central difference before it is written.
"""
import cmath
import math
import random

STEP = 1e-30
NUMBER = {"H": 1, "O": 8}


def sign(z):
    return z if z.real >= 0 else -z


# --- cutoff functions and compact functions -------------------------------------------------------------------------
def shape(kind, x):
    """The falling functions of types 4 to 8 on 0 <= x < 1."""
    if kind == 4:
        return cmath.exp(1 - 1 / (1 - x * x))
    if kind == 5:
        return (2 * x - 3) * x**2 + 1
    if kind == 6:
        return ((15 - 6 * x) * x - 10) * x**3 + 1
    if kind == 7:
        return (x * (x * (20 * x - 70) + 84) - 35) * x**4 + 1
    return (x * (x * ((315 - 70 * x) * x - 540) + 420) - 126) * x**5 + 1


def cut(kind, alpha, radius, r):
    if r.real >= radius:
        return 0
    if kind == 0:
        return 1
    if kind == 2:
        return cmath.tanh(1 - r / radius) ** 3
    if kind == 3:
        return (cmath.tanh(1 - r / radius) / math.tanh(1)) ** 3
    inner = alpha * radius
    if r.real < inner:
        return 1
    x = (r - inner) / (radius - inner)
    return 0.5 * (cmath.cos(math.pi * x) + 1) if kind == 1 else shape(kind, x)


def compact(subtype, low, high, x):
    y = sign((x - 0.5 * (low + high)) / (0.5 * (high - low)))
    if y.real >= 1:
        return 0
    if subtype.endswith("a"):
        y = (2 - y) * y
    return shape({"e": 4, "p1": 5, "p2": 6, "p3": 7, "p4": 8}[subtype[:2].rstrip("a")], y)


# --- symmetry functions: a line of input.nn as a tuple of words ------------------------------------------------------
def parse(line):
    words = line.split()
    kind = int(words[1])
    names = {2: "e1 eta rs rc", 3: "e1 e2 eta lam zeta rc", 9: "e1 e2 eta lam zeta rc", 12: "eta rs rc",
             13: "eta rs lam zeta rc", 20: "e1 low rc sub", 21: "e1 e2 low rc left right sub",
             22: "e1 e2 low rc left right sub", 23: "low rc sub", 24: "low rc left right sub",
             25: "low rc left right sub"}[kind].split()
    f = {"centre": words[0], "type": kind, "rs": 0.0}
    for name, word in zip(names + (["rs"] if kind in (3, 9) else []), words[2:]):
        f[name] = word if name in ("e1", "e2", "sub") else float(word)
    return f


def order(f):
    """n2p2's order of the functions of one element."""
    kind, z = f["type"], [NUMBER[f[e]] for e in ("e1", "e2") if e in f]
    z.sort()
    if kind in (2, 3, 9, 12, 13):
        return (kind, f["rc"], f["eta"], f["rs"], f.get("zeta", 0), f.get("lam", 0), *z)
    if kind in (20, 21, 22):
        return (kind, f["sub"], *z, f["rc"], f["low"], f.get("left", 0), f.get("right", 0))
    return (kind, f["sub"], f["rc"], f["low"], f.get("left", 0), f.get("right", 0))


def radial(f, cutoff, r):
    if "sub" in f:
        return compact(f["sub"], f["low"], f["rc"], r)
    return cmath.exp(-f["eta"] * (r - f["rs"]) ** 2) * cut(*cutoff, f["rc"], r)


def symmetry_function(f, cutoff, near):
    """near: (element, vector, distance) of all neighbours."""
    kind, weighted = f["type"], f["type"] in (12, 13, 23, 24, 25)
    near = [n for n in near if n[2].real < f["rc"]]
    if kind in (2, 12, 20, 23):
        return sum(((NUMBER[e] if weighted else 1) * radial(f, cutoff, r)
                    for e, _, r in near if weighted or e == f["e1"]), 0j)
    total, narrow = 0j, kind in (3, 13, 21, 24)
    for a in range(len(near)):
        for b in range(a + 1, len(near)):
            (e, u, r), (g, v, s) = near[a], near[b]
            if not weighted and sorted((e, g)) != sorted((f["e1"], f["e2"])):
                continue
            dot = sum(p * q for p, q in zip(u, v))
            t = cmath.sqrt(sum((p - q) ** 2 for p, q in zip(u, v)))
            cosine = dot / (r * s)
            term = radial(f, cutoff, r) * radial(f, cutoff, s) * (radial(f, cutoff, t) if narrow else 1)
            if "sub" in f:
                term *= compact(f["sub"], f["left"], f["right"], cmath.acos(cosine) * 180 / math.pi)
            else:
                base = 1 + f["lam"] * cosine
                term *= 2 ** (1 - f["zeta"]) * base ** f["zeta"] if base.real > 0 else 0
            total += term * (NUMBER[e] * NUMBER[g] if weighted else 1)
    return total


# --- networks ---------------------------------------------------------------------------------------------------------
ACTIVATION = {
    "t": cmath.tanh, "l": lambda x: x, "s": lambda x: 1 / (1 + cmath.exp(-x)),
    "p": lambda x: cmath.log(1 + cmath.exp(x)), "r": lambda x: x if x.real > 0 else 0 * x,
    "g": lambda x: cmath.exp(-0.5 * x * x), "c": cmath.cos, "S": lambda x: 1 - 1 / (1 + cmath.exp(-x)),
    "e": lambda x: cmath.exp(-x), "h": lambda x: x * x}


def network(sizes, letters, weights, normalise, y):
    at = 0
    for layer, letter in enumerate(letters):
        inputs, outputs = sizes[layer], sizes[layer + 1]
        sums = [weights[at + inputs * outputs + k] for k in range(outputs)]
        for j in range(inputs):
            for k in range(outputs):
                sums[k] += weights[at + j * outputs + k] * y[j]
        at += (inputs + 1) * outputs
        y = [ACTIVATION[letter](s / inputs if normalise else s) for s in sums]
    return y[0]


def scaled(case, row, g):
    low, high = case["range"]
    minimum, maximum, mean, sigma = row
    scale, centre = "scale_symmetry_functions" in case["flags"], "center_symmetry_functions" in case["flags"]
    if scale and centre:
        return low + (high - low) * (g - mean) / (maximum - minimum)
    if scale:
        return low + (high - low) * (g - minimum) / (maximum - minimum)
    if centre:
        return g - mean
    if "scale_symmetry_functions_sigma" in case["flags"]:
        return low + (high - low) * (g - mean) / sigma
    return g


def neighbours(frame, x, i, reach):
    cell = frame["cell"]
    span = range(-3, 4) if cell else (0,)
    for j, e in enumerate(frame["species"]):
        for a in span:
            for b in span:
                for c in span:
                    if j == i and (a, b, c) == (0, 0, 0):
                        continue
                    shift = [a * cell[0][k] + b * cell[1][k] + c * cell[2][k] for k in range(3)] if cell else [0] * 3
                    d = [x[j][k] + shift[k] - x[i][k] for k in range(3)]
                    r = cmath.sqrt(sum(p * p for p in d))
                    if r.real < reach:
                        yield e, d, r


def energy(case, frame, x):
    """Of positions in the file's own units."""
    total = 0j
    for i, e in enumerate(frame["species"]):
        functions = case["functions"][e]
        near = list(neighbours(frame, x, i, max(f["rc"] for f in functions)))
        g = [scaled(case, row, symmetry_function(f, case["cutoff"], near))
             for f, row in zip(functions, case["scaling"][e])]
        net = case["networks"][e]
        total += network(net["sizes"], net["letters"], net["weights"], "normalize_nodes" in case["flags"], g)
        total += case["conv_energy"] * (case["mean_energy"] + case["atom_energy"].get(e, 0))
    return total / case["conv_energy"]


def forces(case, frame):
    result = []
    for i in range(len(frame["species"])):
        for k in range(3):
            def moved(step, i=i, k=k):
                return [[complex(v) + (step if (n, m) == (i, k) else 0) for m, v in enumerate(row)]
                        for n, row in enumerate(frame["x"])]
            exact = -energy(case, frame, moved(1j * STEP)).imag / STEP
            h = 1e-5
            rough = -(energy(case, frame, moved(h)).real - energy(case, frame, moved(-h)).real) / (2 * h)
            assert abs(exact - rough) < 1e-6 * max(1, abs(exact)), (case["name"], i, k, exact, rough)
            result.append(exact)
    return [result[n:n + 3] for n in range(0, len(result), 3)]


# --- frames and cases -------------------------------------------------------------------------------------------------
FRAMES = [
    {"name": "cluster", "species": ["O", "H", "H", "O"], "cell": None,
     "x": [[0.1, -0.2, 0.05], [1.05, 0.3, -0.4], [-0.6, 0.75, 0.35], [0.4, 0.2, 2.3]]},
    {"name": "cell", "species": ["H", "O", "H"], "cell": [[3.1, 0, 0], [0.4, 2.9, 0], [-0.3, 0.5, 3.3]],
     "x": [[0.2, 0.1, 0.3], [1.4, 1.0, 0.6], [0.6, 1.9, 2.2]]}]

STANDARD = ["H 2 H 0.4 0.3 3.2", "H 2 O 0.7 0 3.5", "H 9 H O 0.05 1 1.7 3.4", "O 2 H 0.25 1.1 3.5",
            "O 3 H H 0.03 -1 2 3.3"]


def make(name, lines=STANDARD, cutoff=(1, 0.0), hidden=(3,), letters="tl", flags=(), low_high=(0.0, 1.0), units="angstrom-ev",
         extra=(), own_layers=None, atom_energy=None, normalisation=None, symbolic=None, output="l", cutoff_line=None):
    """own_layers: {element: (hidden, letters)} as `extra` says it; symbolic: lines of functions in the file's words."""
    rng = random.Random(name)
    case = {"name": name, "cutoff": cutoff, "flags": flags, "range": low_high, "units": units,
            "atom_energy": atom_energy or {}, "mean_energy": 0.0, "conv_energy": 1.0}
    if normalisation:
        case["mean_energy"], case["conv_energy"] = normalisation[:2]
    text = ["number_of_elements 2", "elements O H",
            cutoff_line or f"cutoff_type {cutoff[0]}" + (f" {cutoff[1]}" if cutoff[1] else "")]
    if normalisation:
        text += [f"mean_energy {normalisation[0]}", f"conv_energy {normalisation[1]}", f"conv_length {normalisation[2]}"]
    text += [f"atom_energy {e} {value}" for e, value in case["atom_energy"].items()]
    text += list(flags)
    if low_high != (0.0, 1.0):
        text += [f"scale_min_short {low_high[0]}", f"scale_max_short {low_high[1]}"]
    text += [f"global_hidden_layers_short {len(hidden)}", "global_nodes_short " + " ".join(map(str, hidden)),
             "global_activation_short " + " ".join(letters)]
    text += list(extra)
    text += symbolic or [f"symfunction_short {line}" for line in lines]
    case["functions"], case["scaling"], case["networks"] = {}, {}, {}
    files = {"input.nn": text, "scaling.data": ["# e_index sf_index min max mean sigma"]}
    for index, e in enumerate(("H", "O")):
        functions = sorted((parse(line) for line in lines if line.split()[0] == e), key=order)
        rows = []
        for k in range(len(functions)):
            low = rng.uniform(-0.2, 0.2)
            rows.append((low, low + rng.uniform(0.5, 1.5), low + rng.uniform(0.2, 0.4), rng.uniform(0.4, 0.9)))
            files["scaling.data"].append(" ".join(map(str, (index + 1, k + 1, *rows[-1]))))
        own_hidden, own_letters = (own_layers or {}).get(e, (hidden, letters))
        sizes = [len(functions), *own_hidden, 1]
        count = sum((a + 1) * b for a, b in zip(sizes, sizes[1:]))
        weights = [round(rng.uniform(-0.8, 0.8), 6) for _ in range(count)]
        files[f"weights.{NUMBER[e]:03}.data"] = list(map(str, weights))
        case["functions"][e], case["scaling"][e] = functions, rows
        case["networks"][e] = {"sizes": sizes, "letters": own_letters, "weights": weights}
    case["files"] = files
    return case


def cases():
    for letter in "tlspgcehSr":
        yield make(f"activation-{letter}", letters=letter + "l")
    yield make("activation-by-layer", hidden=(4, 3, 2), letters="ptgl")
    yield make("element-nodes", hidden=(3, 2), letters="tsl", extra=["element_nodes_short O 1 5"],
               own_layers={"O": ((5, 2), "tsl")})
    yield make("element-activation", hidden=(2, 2), letters="tsl",
               extra=["element_activation_short H 1 1 p", "element_activation_short H 1 2 p",
                      "element_activation_short O 2 1 h", "element_activation_short O 2 2 h"],
               own_layers={"H": ((2, 2), "psl"), "O": ((2, 2), "thl")})
    yield make("element-layers", hidden=(3, 2), letters="tsl", extra=["element_hidden_layers_short O 1"],
               own_layers={"O": ((3,), "tl")})
    yield make("normalize-nodes", hidden=(4, 3), letters="tSl", flags=("normalize_nodes",))
    for kind in range(9):
        yield make(f"cutoff-{kind}", cutoff=(kind, 0.0))
        if kind not in (0, 2, 3):
            yield make(f"cutoff-{kind}-inner", cutoff=(kind, 0.35))
    yield make("cutoff-2-inner-unused", cutoff=(2, 0.0), cutoff_line="cutoff_type 2 0.4")
    both = ["H 2 H 0.4 0.3 3.2"]
    for name, lines in {
            "2": ["O 2 O 0.4 0 3.3", "O 2 H 0.4 0 3.3", "O 2 H 0.1 1.2 3.1"],
            "3": ["O 3 H H 0.05 1 1 3.4", "O 3 H O 0.05 -1 2.5 3.4", "O 3 O O 0.02 1 4 3.2", "O 3 O H 0.1 -1 1.5 3 0.4"],
            "9": ["O 9 H H 0.05 1 1 3.4", "O 9 H O 0.05 -1 2.5 3.4", "O 9 O O 0.02 1 4 3.2", "O 9 O H 0.1 -1 1.5 3 0.4"],
            "12": ["O 12 0.3 0.2 3.3", "O 12 0.05 0 3.5"],
            "13": ["O 13 0.05 0 1 2 3.3", "O 13 0.02 0.5 -1 1.5 3.4"],
            "20": [f"O 20 {e} {low} {high} {sub}{a}" for e, low, high in (("H", 0.5, 3.2), ("O", -3.4, 3.4))
                   for sub in ("e", "p1", "p2", "p3", "p4") for a in ("", "a")],
            "21": ["O 21 H H 0.2 3.4 0 180 p2", "O 21 H O -3.3 3.3 -90 90 p3a", "O 21 O H 0 3.5 20 150 e",
                   "O 21 H O -3.5 3.5 60 300 p1"],
            "22": ["O 22 H H 0.2 3.4 0 180 p2a", "O 22 H O -3.3 3.3 -90 90 p3", "O 22 O H 0 3.5 20 150 ea",
                   "O 22 O O -3.5 3.5 60 300 p4"],
            "23": ["O 23 0.2 3.3 p2", "O 23 -3.4 3.4 p1a"],
            "24": ["O 24 0 3.4 0 180 p2", "O 24 -3.5 3.5 -100 100 p4"],
            "25": ["O 25 0 3.4 0 180 p3", "O 25 -3.5 3.5 90 270 ea"]}.items():
        yield make(f"function-{name}", lines=both + lines, cutoff=(6, 0.1))
    scale, centre, sigma = "scale_symmetry_functions", "center_symmetry_functions", "scale_symmetry_functions_sigma"
    for name, flags in {"scale": (scale,), "center": (centre,), "scale-center": (scale, centre), "sigma": (sigma,),
                        "scale-sigma": (scale, sigma), "center-sigma": (centre, sigma)}.items():
        yield make(f"scaling-{name}", flags=flags, low_high=(-0.7, 1.4))
    yield make("scaling-standard-range", flags=(scale,))
    yield make("atom-energy", atom_energy={"O": -75.0625, "H": -0.458})
    yield make("normalised", normalisation=(-25.7, 92.8, 5.9))
    yield make("normalised-atom-energy", normalisation=(-0.375, 13.2, 2.4), atom_energy={"O": -75.0625, "H": -0.458},
               flags=(scale, centre), cutoff=(6, 0.0))
    yield make("comments", extra=["epochs 10 ! of training", "! nothing", "# nothing", "kalman_type 0"])
    yield make("bohr", units="bohr-hartree", normalisation=(-0.375, 13.2, 2.4), atom_energy={"O": -75.0625})
    everybody = ["2 0.4 0 3.3", "9 0.05 1 2 3.4", "12 0.3 0 3.2"]
    lines = []
    for e in ("H", "O"):
        lines += [f"{e} 2 {n} 0.4 0 3.3" for n in ("H", "O")]
        lines += [f"{e} 9 {n} 0.05 1 2 3.4" for n in ("H H", "H O", "O O")] + [f"{e} 12 0.3 0 3.2"]
    lines += [f"O 3 {n} 0.02 -1 1.5 3.1" for n in ("H H", "H O", "O O")]
    yield make("global-functions", lines=lines,
               symbolic=[f"global_symfunction_short {line}" for line in everybody]
               + ["element_symfunction_short O 3 0.02 -1 1.5 3.1"])


def main():
    print("# made by make.py")
    for frame in FRAMES:
        print("frame", frame["name"])
        for row in frame["cell"] or []:
            print("lattice", *map(float, row))
        for e, x in zip(frame["species"], frame["x"]):
            print("atom", e, *x)
    for case in cases():
        print("case", case["name"], case["units"])
        for name, lines in case["files"].items():
            print("file", name)
            for line in lines:
                print("|" + line)
        for frame in FRAMES:
            print("energy", frame["name"], repr(energy(case, frame, frame["x"]).real))
            for row in forces(case, frame):
                print("force", *map(repr, row))


main()
