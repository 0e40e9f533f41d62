#!/usr/bin/env bash
# prepare.sh POTENTIAL.nnp: makes models/Si_nnp, which stock LAMMPS loads, and si.data, a crystal of 1000 atoms.
set -euo pipefail
nnpipe reformat --to kim --name Si_nnp "$1" -o models
nnpipe make-cell diamond --element Si --constant 5.431 --repeat 5,5,5 | nnpipe reformat --to lammps-data -o si.data
