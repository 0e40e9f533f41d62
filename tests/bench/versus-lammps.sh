#!/usr/bin/env bash
# Whole runs of molecular dynamics against LAMMPS's `lmp` on the same systems, one after the other, and two threads
# against one: atom-steps a second of CPU time on one core, and ratios. Skipped where there is no lmp.
set -euo pipefail
if ! command -v lmp >/dev/null; then
  echo 'versus-lammps: skipped, there is no lmp (Debian: apt-get install lammps)' >&2
  exit 0
fi
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1

# cpu COMMAND…: seconds of CPU time, user and system.
cpu() {
  cost "$@" 3>spent >/dev/null
  cut -d ' ' -f 1 spent
}

# versus NAME UNITS POTENTIAL STYLE COEFFICIENTS TIMESTEP SKIN STEPS: start.xyz, by both; LAMMPS with its /opt styles.
versus() {
  local name=$1 units=$2 potential=$3 style=$4 coefficients=$5 timestep=$6 skin=$7 steps=$8 atoms ours theirs
  atoms=$(head -n 1 start.xyz)
  reformat --to lammps-data start.xyz -o start.data 2>/dev/null
  cat >in <<END
units $units
atom_style atomic
pair_style $style
read_data start.data
pair_coeff $coefficients
neighbor $skin bin
neigh_modify delay 0 every 1 check yes
timestep $timestep
fix 1 all nve
thermo 100000
run $steps
END
  local run=(run-md --potential "$potential" --timestep "$timestep" --steps "$steps" --every 0 start.xyz -o end.xyz)
  theirs=$(cpu lmp -sf opt -in in -log none -screen none)
  ours=$(cpu "${run[@]}" --threads 1)
  awk -v name="$name" -v work="$((atoms * steps))" -v ours="$ours" -v theirs="$theirs" 'BEGIN {
    printf "%s-rate %.4g atom-steps/s\n%s-lammps-rate %.4g atom-steps/s\n%s-versus-lammps %.3g times\n",
      name, work / ours, name, work / theirs, name, theirs / ours }'
  # Wall-clock time: only meaningful on a machine that has two cores to spare.
  local one two
  TIMEFORMAT=%R
  one=$({ time "${run[@]}" --threads 1; } 2>&1)
  two=$({ time "${run[@]}" --threads 2; } 2>&1)
  awk -v name="$name" -v one="$one" -v two="$two" 'BEGIN { printf "%s-two-threads %.3g times\n", name, one / two }'
}

# Each liquid or crystal is warmed up first, so that lists are made as often as they are in the midst of a run.
lj=lj:epsilon=1,sigma=1,cutoff=2.5,units=lj
make-cell fcc --element X --constant 1.6796 --repeat 20,20,20 --units lj |
  run-md --potential "$lj" --temperature 1.44 --timestep 0.005 --steps 300 --every 0 -o start.xyz
versus lj-32000 lj "$lj" 'lj/cut 2.5' '1 1 1.0 1.0 2.5' 0.005 0.3 200
make-cell diamond --element Si --constant 5.431 --repeat 10,10,10 |
  run-md --potential "$SHARE/potentials/Si.sw" --temperature 600 --steps 100 --every 0 -o start.xyz
versus sw-8000 metal "$SHARE/potentials/Si.sw" sw "* * $SHARE/potentials/Si.sw Si" 0.001 1.0 300
make-cell alpha-quartz --repeat 10,10,10 |
  run-md --potential "$SHARE/potentials/SiO.1990.vashishta" --temperature 600 --steps 30 --every 0 -o start.xyz
versus vashishta-9000 metal "$SHARE/potentials/SiO.1990.vashishta" vashishta \
  "* * $SHARE/potentials/SiO.1990.vashishta O Si" 0.001 1.0 50
