# scripts/si-dft.lua whole, with a stand-in for pw.x that computes Stillinger-Weber's energies and prints them as pw.x
# does:
# what goes in and what comes out is read right, and the network finds the crystal that the stand-in has.
mkdir bin
cat >bin/pw.x <<END
#!/bin/bash
set -e
awk 'BEGIN { printf "" }
  /^CELL_PARAMETERS/ { want = 3; next }
  want > 0 { cell = cell (cell == "" ? "" : " ") \$0; want--; next }
  /^ATOMIC_POSITIONS/ { atoms = 1; next }
  /^K_POINTS/ { atoms = 0 }
  atoms { line[++n] = \$0 }
  END { print n; print "Lattice=\"" cell "\" Properties=species:S:1:pos:R:3 pbc=\"T T T\""; for (i = 1; i <= n; ++i) print line[i] }' pw.in >in.xyz
label --no-provenance --potential "$SHARE/potentials/Si.sw" in.xyz -o out.xyz
awk 'NR == 1 { n = \$1 }
  NR == 2 {
    match(\$0, /Lattice="[^"]*"/); split(substr(\$0, RSTART + 9, RLENGTH - 10), c, " ")
    match(\$0, / energy=[^ ]*/); e = substr(\$0, RSTART + 8, RLENGTH - 8)
    print "     lattice parameter (alat)  =       1.8897261246257702  a.u."
    print "     number of atoms/cell      =  " n
    print "     crystal axes: (cart. coord. in units of alat)"
    for (i = 0; i < 3; ++i) print "               a(" i + 1 ") = ( " c[3 * i + 1], c[3 * i + 2], c[3 * i + 3] " )"
    print "     site n.     atom                  positions (alat units)"
  }
  NR > 2 { x[NR - 2] = \$2 " " \$3 " " \$4; f[NR - 2] = \$6 / 25.71104309541616 " " \$7 / 25.71104309541616 " " \$8 / 25.71104309541616 }
  END {
    for (i = 1; i <= n; ++i) print i, "Si  tau(" i ") = ( " x[i] " )"
    printf "!    total energy              = %.12f Ry\n", e / 13.605693122994
    print "     Forces acting on atoms (cartesian axes, Ry/au):"
    for (i = 1; i <= n; ++i) print "     atom " i " type  1   force = " f[i]
  }' out.xyz
END
sed -i 's/^#!\/bin\/bash/#!\/usr\/bin\/env bash/' bin/pw.x
chmod +x bin/pw.x
path=$PATH
export PATH=$PWD/bin:$PATH
make-cell diamond --element Si --constant 5.4 --rattle 0.1 -o cell.xyz
expect_ok label --calculator espresso --set pseudo_Si=Si.pz-vbc.UPF cell.xyz -o theirs.xyz
expect_ok validate --potential "$SHARE/potentials/Si.sw" --max-energy-rmse 1e-3 --max-force-rmse 1e-2 theirs.xyz
expect_status 0 nnpipe run si-dft quick=yes count=2 epochs=40 out=out
expect_stdout '^calculations learned from '
value() { awk -v name="\"$1\"" \
  'index($0, name) == 1 { for (i = 1; i <= NF; ++i) if ($i ~ /"$/) last = i; print $(last + 2) }' out/summary.tab; }
expect_near "$(value 'lattice constant by pw.x')" 5.431 0.01
expect_near "$(value 'bulk modulus by pw.x')" 101.4 6
expect_less "$(value 'lattice constant off')" 1
expect_less "$(value 'force RMSE, learned')" 200
for file in report.html energy-of-volume.png force-parity.png rounds/convergence.html rounds/convergence.png si.nnp; \
  do expect_file out/$file; done
# Again: nothing is calculated a second time, not even for a fit from scratch.
rm bin/pw.x
printf '#!/bin/sh\nexit 9\n' >bin/pw.x && chmod +x bin/pw.x
rm -r out/.nnpipe
expect_status 0 nnpipe run si-dft quick=yes count=2 epochs=40 out=out
# Without pw.x it says so.
rm bin/pw.x
export PATH=$path
command -v pw.x >/dev/null && exit 0
expect_status 0 nnpipe run si-dft quick=yes out=none
expect_stdout '^pw.x is not there'
