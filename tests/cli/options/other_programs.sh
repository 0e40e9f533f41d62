# Files of other programs, and compressed ones, are told by name where frames or tables are expected, with what to do.
make-cell diamond --element Si --constant 5.431 --no-provenance -o si.xyz
reformat --to poscar si.xyz -o POSCAR
gzip -kf si.xyz
printf '<?xml version="1.0"?>\n<modeling>\n' >vasprun.xml
printf ' vasp.6.3.0 complex\n executed on x\n' >OUTCAR
codes=$REFERENCE/codes
told() { # FILE WORDS
  expect_fail 1 "^label: .*: $2, expected frames in extended XYZ\$" label --potential "$SHARE/potentials/Si.sw" "$1" \
    -o out.xyz
  expect_fail 1 "^scale: .*$2, expected a table" scale --method center "$1" -o out.tab
}
told POSCAR 'this is a POSCAR, which reformat makes frames of'
told si.xyz.gz 'this is compressed, which gunzip -c undoes'
told vasprun.xml 'this is XML, which reformat makes frames of if it is a vasprun.xml'
told OUTCAR 'this is an OUTCAR, which reformat makes frames of'
told "$codes/si.pw.out" 'this is output of pw.x, which reformat makes frames of'
told "$codes/water.cp2k.out" 'this is output of CP2K, which reformat makes frames of'
expect_fail 1 "^label: .*: expected the number of atoms, got" label --potential "$SHARE/potentials/Si.sw" \
  "$codes/README.md" -o out.xyz

# Slips of the command line: what is missing is said before what is too much.
expect_fail 2 '^validate: --potential is missing$' validate si.nnp si.xyz
expect_fail 2 "^make-cell: unexpected 'Si', expected options after LATTICE\$" make-cell diamond Si 5.431
expect_fail 2 "^make-cell: --repeat: expected an integer, or several joined by commas, got '3x3'\$" make-cell diamond \
  --repeat 3x3 --element Si --constant 5
expect_fail 2 "^make-cell: --element: unknown element 'si' \(did you mean Si\?\)\$" make-cell diamond --element si \
  --constant 5
expect_fail 2 'did you mean lammps-dump or lammps-data\?' reformat --to lammps si.xyz
expect_fail 2 "^plot: 'si.xyz' is a file, expected a template before it: " plot si.xyz -o si.png
expect_fail 1 "^nnpipe: no script 'nosuch', expected a path or .*si" nnpipe run nosuch
expect_fail 1 'symmetry functions but no site energies, expected .*fit-mlp --set' bash \
  -c "symfunc --set '$SHARE/symfunc/si-short.sf' si.xyz | fit-mlp -o x.nnp"
expect_fail 2 "^label: --calculator: no file 'vasp', expected one, cp2k, espresso, lammps or ase:SCRIPT\$" label \
  --calculator vasp si.xyz
mkdir programs # whether pw.x is there or not
printf '#!/bin/sh\nexit 1\n' >programs/pw.x
chmod +x programs/pw.x
expect_fail 1 'variable pseudo_Si is not set, expected a value for it, as label --set gives' env \
  PATH="$PWD/programs:$PATH" label --calculator espresso si.xyz
