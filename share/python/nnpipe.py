"""nnpipe in Python: its potentials as an ASE calculator, its tables as numpy arrays.

    from ase.build import bulk
    from nnpipe import NNPipe, read_table

    atoms = bulk("Si")
    atoms.calc = NNPipe("si.nnp")
    atoms.get_potential_energy(), atoms.get_forces(), atoms.get_stress()
    atoms.calc.get_property("extrapolation", atoms)   # how far outside the training range each atom is
    read_table("errors.tab")["rmse"]

It speaks to the library libnnpipe by ctypes: arrays are handed over as they stand in memory. Units are ASE's: Å, eV.
"""
import ctypes
import os
import shlex

import numpy as np

try:
    from ase.calculators.calculator import Calculator, PropertyNotImplementedError, all_changes
except ImportError:  # tables can be read without ASE
    Calculator, PropertyNotImplementedError, all_changes = object, NotImplementedError, []

__all__ = ["NNPipe", "NNPipeError", "read_table", "set_threads", "version"]


class NNPipeError(RuntimeError):
    """What nnpipe says is wrong."""


def _load_library():
    name = "libnnpipe.so.1"
    here = os.path.dirname(os.path.abspath(__file__))
    # NNPIPE_LIBRARY, else the library of the build tree or of the same installation, else the system's.
    beside = [path for path in (os.path.join(here, "..", name), os.path.join(here, "..", "..", name)) if os.path.exists(path)]
    path = os.environ.get("NNPIPE_LIBRARY") or (beside + [name])[0]
    try:
        library = ctypes.CDLL(path)
    except OSError as error:
        raise ImportError(f"nnpipe cannot load its library: {error}; NNPIPE_LIBRARY=PATH says where {name} is") from None
    pointer, text, number = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int
    for function, result, arguments in [
            ("version", text, []), ("interface", number, []), ("error", text, []), ("set_threads", number, [number]),
            ("load", pointer, [text, ctypes.c_double]), ("free", None, [pointer]),
            ("compute", number, [pointer, number] + 8 * [pointer]), ("spread", number, 3 * [pointer]),
            ("extrapolation", number, 2 * [pointer]), ("cutoff", ctypes.c_double, [pointer]),
            ("members", number, [pointer]), ("has_range", number, [pointer]), ("units", text, [pointer]),
            ("elements", number, [pointer, pointer, number]), ("list_builds", ctypes.c_long, [pointer])]:
        entry = getattr(library, "nnpipe_" + function)
        entry.restype, entry.argtypes = result, arguments
    if library.nnpipe_interface() < 1:
        raise NNPipeError("libnnpipe is older than nnpipe.py")
    return library


_library = _load_library()


def _check(status):
    if status is None or (isinstance(status, int) and status < 0):
        raise NNPipeError(_library.nnpipe_error().decode())
    return status


def version():
    """The version of the library."""
    return _library.nnpipe_version().decode()


def set_threads(threads):
    """Threads of each computation, in the whole process."""
    if not 1 <= threads <= 4096:  # a larger number ctypes would cut
        raise NNPipeError(f"{threads} threads, expected 1 to 4096")
    _check(_library.nnpipe_set_threads(threads))


class NNPipe(Calculator):
    """A potential of nnpipe as an ASE calculator.

    potential: what label --potential takes: a file (.nnp, .sw, .vashishta), an inline form, a sum "si.nnp+zbl:…".
    skin, Å: how far atoms may move until the list of neighbours is made anew; 0 for frames that have nothing in common.
    threads: of each computation, in the whole process.

    Beside ASE's own properties there are spread (the standard deviation of a committee's energies per atom, eV), force_spread
    (of the force on each atom, eV/Å) and extrapolation (how far each atom is outside the training range, in units of its width).
    """

    implemented_properties = ["energy", "free_energy", "forces", "stress", "energies", "spread", "force_spread", "extrapolation"]

    def __init__(self, potential, skin=0.5, threads=None, **arguments):
        if Calculator is object:
            raise ImportError("NNPipe needs ASE (python3-ase)")
        unknown = set(arguments) - {"restart", "label", "atoms", "directory"}  # ASE's own
        if unknown:
            raise TypeError(f"NNPipe has no option {', '.join(sorted(unknown))}, expected potential, skin or threads")
        super().__init__(**arguments)
        if threads is not None:
            set_threads(threads)
        self.potential, self.skin = os.fspath(potential), skin
        if "\0" in self.potential:  # where the library would take its end
            raise NNPipeError(f"a zero byte in the potential {self.potential!r}")
        self._load()

    def _load(self):
        self._handle = _check(_library.nnpipe_load(self.potential.encode(), self.skin))
        self._numbers = np.zeros(0, np.intc)

    # A copy, also in another process, loads the potential for itself: a handle has one owner.
    def __getstate__(self):
        return {name: value for name, value in self.__dict__.items() if name not in ("_handle", "_numbers")}

    def __setstate__(self, state):
        self.__dict__.update(state)
        self.reset()
        self._load()

    def __del__(self):
        if getattr(self, "_handle", None):
            _library.nnpipe_free(self._handle)
            self._handle = None

    cutoff = property(lambda self: _library.nnpipe_cutoff(self._handle), doc="Å")
    members = property(lambda self: _library.nnpipe_members(self._handle), doc="of a committee, else 1")
    list_builds = property(lambda self: _library.nnpipe_list_builds(self._handle), doc="lists of neighbours made so far")
    units = property(lambda self: _library.nnpipe_units(self._handle).decode(), doc="metal or lj")

    @property
    def elements(self):
        """Atomic numbers; empty: any."""
        numbers = np.zeros(128, np.intc)
        return list(numbers[:_library.nnpipe_elements(self._handle, numbers.ctypes.data, len(numbers))])

    def check_state(self, atoms, tol=0):
        """What has changed; ASE's own comparison, of quantities too that a potential does not see, takes longer than many forces."""
        last = self.atoms
        if last is None or len(last) != len(atoms):
            return list(all_changes)
        pairs = {"positions": (last.positions, atoms.positions), "numbers": (last.numbers, atoms.numbers),
                 "cell": (last.cell.array, atoms.cell.array), "pbc": (last.pbc, atoms.pbc)}
        return [name for name, (before, now) in pairs.items() if (before != now).any()]

    def calculate(self, atoms=None, properties=("energy",), system_changes=all_changes):
        super().calculate(atoms, properties, system_changes)
        if system_changes or "energy" not in self.results:
            self._compute(self.atoms)
        if "stress" in properties and "stress" not in self.results:
            raise PropertyNotImplementedError("stress of a cell without a volume")
        if "spread" in properties or "force_spread" in properties:
            spread, forces = np.zeros(1), np.empty(len(self.atoms))
            _check(_library.nnpipe_spread(self._handle, spread.ctypes.data, forces.ctypes.data))
            self.results.update(spread=spread[0], force_spread=forces)
        if "extrapolation" in properties:
            out = np.empty(len(self.atoms))
            _check(_library.nnpipe_extrapolation(self._handle, out.ctypes.data))
            self.results["extrapolation"] = out

    def _compute(self, atoms):
        count = len(atoms)
        if len(self._numbers) != count or (self._numbers != atoms.numbers).any():
            self._numbers = atoms.numbers.astype(np.intc)
        positions = np.ascontiguousarray(atoms.positions, float)
        cell, periodic = np.ascontiguousarray(atoms.cell.array, float), np.ascontiguousarray(atoms.pbc, np.intc)
        energy, forces, energies = np.empty(1), np.empty((count, 3)), np.empty(count)
        stress = np.empty(6) if abs(np.linalg.det(cell)) > 0 else None
        _check(_library.nnpipe_compute(self._handle, count, self._numbers.ctypes.data, positions.ctypes.data, cell.ctypes.data,
                                       periodic.ctypes.data, energy.ctypes.data, forces.ctypes.data,
                                       None if stress is None else stress.ctypes.data, energies.ctypes.data))
        self.results = {"energy": energy[0], "free_energy": energy[0], "forces": forces, "energies": energies}
        if stress is not None:
            self.results["stress"] = stress


def read_table(path):
    """A table of nnpipe, text or binary, as a numpy array with the columns' names: read_table(path)["energy"].

    path: a file's name or an open binary file. Tables joined by cat are one. Columns of words are arrays of str.
    A NaN stands where a row has no value.
    """
    if hasattr(path, "read"):
        return _read_parts(path, getattr(path, "name", "table"))
    with open(path, "rb") as file:
        return _read_parts(file, os.fspath(path))


# Notes that say what the columns are: rows of tables that differ in one of them do not belong together.
# The programs' own reader asks the same of them.
_MEANINGS = {"units", "text", "fields", "element", "set", "moments", "scaling", "inputs", "targets", "kind",
             "epsilon", "sigma", "cutoff", "shift", "atoms"}


def _read_parts(file, name):
    parts, first = [], None
    while True:
        line = file.readline()
        if not line:
            break
        if line.strip():
            header, part = _read_part(file, name, line)
            first = first or header
            for key in sorted(_MEANINGS):
                if header.get(key) != first.get(key):
                    raise NNPipeError(f"{name}: tables of different {key} are joined, expected "
                                      f"{first.get(key, ['none'])}, got {header.get(key, ['none'])}")
            parts.append(part)
    if not parts:
        raise NNPipeError(f"{name}: empty, expected a table")
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def _read_part(file, name, line):
    words = line.split()
    if words[:2] != [b"#!", b"nnpipe-table"] or words[2:3] != [b"1"] or words[3:4] not in ([b"text"], [b"f64le"]):
        raise NNPipeError(f"{name}: not a table of version 1 in text or f64le")
    read = _read_text if words[3] == b"text" else _read_binary
    header = {}
    for line in iter(file.readline, b""):
        words = line.decode(errors="replace").split()
        if words[:2] == ["#!", "data"]:
            fields = _names(name, header, "fields")
            if not fields:
                raise NNPipeError(f"{name}: the header names no columns")
            return header, read(file, name, fields, _names(name, header, "text"))
        if words[:1] == ["#!"] and len(words) > 1:
            header.setdefault(words[1], []).append(" ".join(words[2:]))
    raise NNPipeError(f"{name}: the stream ends inside the header")


def _names(name, header, key):
    if len(header.get(key, [])) > 1:
        raise NNPipeError(f"{name}: {key} occurs twice")
    names = header.get(key, [""])[0].split()
    if len(set(names)) < len(names):
        raise NNPipeError(f"{name}: {key} has a column twice")
    return names


def _end(name, line, rows):
    if line.split() != [b"#!", b"end", b"rows=%d" % rows]:
        raise NNPipeError(f"{name}: expected the end of {rows} rows, got {line.decode(errors='replace').strip()!r}")


def _bytes(file, name, wanted):
    # In pieces: a count that is wrong asks for more than there is.
    pieces = []
    while wanted > 0:
        piece = file.read(min(wanted, 1 << 24))
        if not piece:
            raise NNPipeError(f"{name}: the stream ends inside a block")
        pieces.append(piece)
        wanted -= len(piece)
    return b"".join(pieces)


def _read_binary(file, name, fields, texts):
    if texts:
        raise NNPipeError(f"{name}: a binary table cannot have text columns")
    kind, blocks, rows = np.dtype([(field, "<f8") for field in fields]), [], 0
    while True:
        head = file.read(8)
        count = int.from_bytes(head, "little")
        if len(head) < 8:
            raise NNPipeError(f"{name}: the stream ends without its end mark")
        if count == 0:
            break
        blocks.append(np.frombuffer(_bytes(file, name, count * kind.itemsize), kind))
        rows += count
    _end(name, file.readline(), rows)
    return np.concatenate(blocks) if blocks else np.zeros(0, kind)


def _read_text(file, name, fields, texts):
    rows = []
    for line in iter(file.readline, b""):
        if line.startswith(b"#!"):
            _end(name, line, len(rows))
            columns = list(zip(*rows)) or [()] * len(fields)
            arrays = [np.array(column, str) if field in texts else _numbers(name, field, column)
                      for field, column in zip(fields, columns)]
            table = np.empty(len(rows), [(field, array.dtype) for field, array in zip(fields, arrays)])
            for field, array in zip(fields, arrays):
                table[field] = array
            return table
        if line.startswith(b"#") or not line.strip():
            continue
        try:
            row = shlex.split(line.decode()) if b'"' in line else line.decode().split()
        except ValueError as error:  # of quotes, and of bytes that are no UTF-8
            raise NNPipeError(f"{name}: row {len(rows) + 1}: {error}") from None
        if len(row) != len(fields):
            raise NNPipeError(f"{name}: {len(row)} words in a row of {len(fields)} columns")
        rows.append(row)
    raise NNPipeError(f"{name}: the stream ends without its end mark")


def _unread(words):
    # Those that are no numbers, else the infinite ones.
    wrong = []
    for word in words:
        try:
            if "_" in word or not word.isascii() or np.isinf(float(word)):
                wrong.append(word)
        except ValueError:
            wrong.append(word)
    return wrong


def _numbers(name, field, words):
    try:
        if any("_" in word or not word.isascii() for word in words):  # Python's own digits may be grouped, or of any script
            raise ValueError
        numbers = np.array(words, float)
        if np.isinf(numbers).any():
            raise ValueError
        return numbers
    except ValueError:
        raise NNPipeError(f"{name}: column {field}: expected numbers, got {', '.join(_unread(words)[:3])}") from None
