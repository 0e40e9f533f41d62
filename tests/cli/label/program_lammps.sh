# What is told of LAMMPS and its like, by programs that stand in for them: units, atoms that have moved, why it failed,
# and the files that a result depends on.
make-cell diamond --element Si --constant 5.431 --rattle 0.1 --count 2 --seed 4 --no-provenance -o si.xyz
mkdir bin
# Reads the data file, prints atoms where they are, moved along x by $SHIFT, with no forces; counts its runs.
cat >bin/lmp <<'END'
#!/bin/sh
folder=${2%/in.lammps}
echo run >>runs
if [ -n "$COMPLAINT" ]; then
  printf 'LAMMPS\nERROR: an earlier one\nERROR on proc 0: %s (src/reader.cpp:59)\nLast command: pair_coeff\n' "$COMPLAINT" >"$folder/log.lammps"
  echo 'MPI_ABORT was invoked on rank 0' >&2
  exit 1
fi
awk -v shift="${SHIFT:-0}" '
  / atoms$/ { n = $1 }
  / xhi$/ || / [xyz]lo [xyz]hi$/ { bounds = bounds $1 " " $2 "\n" }
  /^Atoms/ { atoms = 1; next }
  /^Velocities/ { atoms = 0 }
  atoms && NF >= 5 { rows = rows sprintf("%d %d %.16g %s %s 0 0 0\n", $1, $2, $3 + shift, $4, $5) }
  END {
    printf "ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n%d\nITEM: BOX BOUNDS pp pp pp\n%sITEM: ATOMS id type x y z fx fy fz\n%s", n, bounds, rows
  }' "$folder/atoms.data" >"$folder/forces.dump"
echo '-1 0 0 0 0 0 0' >"$folder/result"
END
cat >bin/pw.x <<'END'
#!/bin/sh
printf ' %%%%%%%%%%%%\n     Error in routine readpp (2):\n     file Si.upf not found\n %%%%%%%%%%%%\n'
echo 'MPI_ABORT was invoked' >&2
exit 2
END
cat >bin/cp2k <<'END'
#!/bin/sh
printf ' ****\n *  ___     *\n * [ABORT]  *\n *  \\___/  Basis set not found  *\n *    |  *\n ****\n'
echo 'MPI_ABORT was invoked' >&2
exit 1
END
chmod +x bin/*
export PATH=$PWD/bin:$PATH
sw='pair_style sw; pair_coeff * * SW {elements}'

# The cache: a file named as a keyword of the template is none, nor is the output; the user's own words name files.
echo one >SW
for run in 1 2 3; do
  expect_ok label --lammps "$sw" --cache kept si.xyz -o y
  [[ $(wc -l <runs) == 2 ]] || unmet "$(wc -l <runs) calculations after run $run, expected 2"
done
echo two >SW
expect_ok label --lammps "$sw" --cache kept si.xyz -o y
[[ $(wc -l <runs) == 4 ]] || unmet 'another parameter file, and the same results'
expect_ok label --lammps "$sw" --cache kept si.xyz -o SW
expect_ok label --lammps "$sw" --cache kept si.xyz -o SW
[[ $(wc -l <runs) == 6 ]] || unmet 'results depend on the output'
# So do inputs that are included, and those that these include: the file at the end of the chain matters.
echo one >own.sw
echo 'include inner.in' >outer.in
echo 'pair_coeff * * own.sw Si' >inner.in
chain() { expect_ok label --lammps 'pair_style sw; include outer.in' --cache kept si.xyz -o y; }
for changed in outer.in own.sw inner.in; do
  before=$(wc -l <runs)
  chain
  chain
  (($(wc -l <runs) == before + 2)) || unmet "$(wc -l <runs) calculations with $changed as it is, expected $((before + 2))"
  echo '# another' >>$changed
done
before=$(wc -l <runs)
chain
(($(wc -l <runs) == before + 2)) || unmet "a stale result: $changed has changed"

# Units.
expect_fail 1 'si.xyz: frame 1: units of the frame are metal, but LAMMPS.s are lj' label --lammps "$sw" \
  --set units=lj si.xyz
expect_fail 1 "units: expected metal, real or lj, got 'si'" label --lammps "$sw" --set units=si si.xyz
expect_ok label --lammps "$sw" --set units=real si.xyz
make-cell fcc --element X --constant 1.7 --units lj -o lj.xyz
expect_ok label --lammps "$sw" --set units=lj lj.xyz
expect_fail 1 'units of the frame are lj, but LAMMPS.s are metal' label --lammps "$sw" lj.xyz

# Atoms that have moved, but not those that are in another image of the cell.
expect_status 1 env SHIFT=0.0001 label --lammps "$sw" si.xyz
expect_stderr '^label: si.xyz: frame 1: lmp: atoms moved, atom 1 by [0-9.e-]+: expected'
expect_status 0 env SHIFT=5.431 label --lammps "$sw" si.xyz

# Why it failed.
expect_status 1 env COMPLAINT='cannot open sw potential file nofile.sw' label --lammps "$sw" si.xyz
expect_stderr \
  '^label: si.xyz: frame 1: lmp: exit status 1: ERROR on proc 0: cannot open sw potential file nofile.sw; Last command: pair_coeff$'
expect_status 1 label --calculator espresso --set pseudo_Si=Si.upf si.xyz
expect_stderr '^label: si.xyz: frame 1: pw.x: exit status 2: Error in routine readpp \(2\): file Si.upf not found$'
expect_status 1 label --calculator cp2k si.xyz
expect_stderr '^label: si.xyz: frame 1: cp2k: exit status 1: \[ABORT\] Basis set not found$'
