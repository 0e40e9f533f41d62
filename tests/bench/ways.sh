#!/usr/bin/env bash
# What each way of calling a potential costs: processor time of a frame of 216 silicon atoms by Stillinger-Weber.
set -euo pipefail
python=/usr/bin/python3
$python -c 'import ase' 2>/dev/null || { echo 'ways: no python3-ase' >&2; exit 0; }
build=$(cd -- "$(dirname -- "$(command -v label)")/.." && pwd)
export OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 NNPIPE_LIBRARY=$build/lib/libnnpipe.so.1 PYTHONPATH=$build/lib/python
export PYTHONDONTWRITEBYTECODE=1 KIM_API_PORTABLE_MODELS_DIR=$PWD/models
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
cp "$SHARE/potentials/Si.sw" .
make-cell diamond --element Si --constant 5.431 --repeat 3 --rattle 0.02 --seed 1 -o si.xyz
run-md --threads 1 --potential Si.sw --ensemble nve --temperature 1200 --steps 1000 --every 1 si.xyz \
  | awk 'left == 0 { left = $1 + 2; line = 0 } { --left; ++line }
    line == 1 { print } line == 2 { match($0, /Lattice="[^"]*"/); box = substr($0, RSTART, RLENGTH)
      print box " Properties=species:S:1:pos:R:3 pbc=\"T T T\"" }
    line > 2 { print $1, $2, $3, $4 }' >traj.xyz
cc -O2 -I"$here/../../lib/capi" "$here/ways.c" -o ways -L"$build/lib" -lnnpipe "-Wl,-rpath,$build/lib"
if command -v lmp >/dev/null; then
  reformat --to kim --name Si_sw Si.sw -o models
  reformat --to lammps-data si.xyz -o si.data
fi
$python "$here/ways.py"
