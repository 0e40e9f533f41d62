# A crystal that would fall apart is told of, as is an equation of state that its points do not follow.
make-cell fcc --element Ar --constant 5.3 -o fcc.xyz
make-cell sc --element Ar --constant 3.7 --repeat 2 -o sc.xyz
lj=lj:epsilon=0.0103,sigma=3.4,cutoff=8
expect_ok measure elastic --potential "$lj" --relax isotropic fcc.xyz -o elastic.tab
# Simple cubic argon, held by pair forces: C44 < 0 by Cauchy's relation, and the eigenvalue is what the table has.
expect_status 0 measure elastic --potential "$lj" --relax isotropic --clamped sc.xyz -o elastic.tab
expect_stderr \
  "^measure: warning: the crystal is not mechanically stable: its stiffness has the eigenvalue -[0-9.]+ GPa, expected all positive"
expect_near "$(sed -nE 's/.*eigenvalue (-[0-9.]+) GPa.*/\1/p' "$ERR")" "$(table_value elastic.tab value quantity=C44)" \
  0.001
# A gap between slabs leaves eigenvalues that are zero but for rounding, some of them positive by chance.
make-cell diamond --element Si --constant 5.431 | sed 's/0 0 5.431"/0 0 20"/' >slabs.xyz
expect_status 0 measure elastic --potential "$SHARE/potentials/Si.sw" slabs.xyz -o slabs.tab
expect_stderr '^measure: warning: the crystal is not mechanically stable: its stiffness has the eigenvalue '
grep -qx '#! relaxed isotropic' elastic.tab || unmet 'the table does not say what was relaxed'
grep -qx '#! c44 mean of C44, C55, C66' elastic.tab || unmet 'the table does not say what c44 is'
expect_ok measure phonon --potential "$lj" --relax isotropic fcc.xyz -o phonon.tab
expect_status 0 measure phonon --potential "$lj" --relax isotropic sc.xyz -o phonon.tab
expect_stderr \
  "^measure: warning: the crystal is not stable: it has imaginary frequencies, down to -[0-9.]+ THz \(negative in the table\) at the wave vector"
lowest=$(sed -nE 's/.*down to (-[0-9.]+) THz.*/\1/p' "$ERR")
expect_near "$lowest" "$(table_column phonon.tab f1 | sort -g | head -n 1)" 0.001

# Without --path, that of the lattice, whose corners the table names and the picture shows.
expect_rows 81 phonon.tab
grep -qE '^#! corners Γ=0 X=0\.[0-9]+ M=0\.[0-9]+ Γ=0\.[0-9]+ R=0\.[0-9]+$' phonon.tab || unmet 'no corners'
expect_ok plot phonon phonon.tab -o phonon.svg
for name in Γ X M R; do grep -q ">$name<" phonon.svg || unmet "no $name in the picture"; done
expect_ok plot phonon phonon.tab --xticks 'here=0.1' -o phonon.svg
if grep -q '>X<' phonon.svg; then unmet 'ticks beside those asked for'; fi
# One wave vector alone is a column of points, not an empty picture.
expect_ok measure phonon --potential "$lj" --relax isotropic --path 0.5,0.25,0 fcc.xyz -o one.tab
grep -qx '#! corners ½¼0=0' one.tab || unmet 'no name of numbers'
expect_ok plot phonon one.tab -o one.svg
(($(grep -c "xlink:href='#gpPt" one.svg) > 2)) || unmet 'no points'
expect_fail 2 "^measure: --path: expected wave vectors, got an empty text" measure phonon --potential "$lj" \
  --path '' fcc.xyz

# Energies of a wide range of volumes, where the equation no longer holds.
expect_ok measure eos --potential "$lj" --relax isotropic fcc.xyz -o eos.tab
for unit in 'energy0 -[0-9.]+ eV/atom' 'volume0 [0-9.]+ Å³/atom' 'bulk-modulus [0-9.]+ GPa' \
  'fit-rmse [0-9.e-]+ eV/atom'; do
  grep -qE "^#! $unit\$" eos.tab || unmet "no $unit"
done
expect_near "$(sed -nE 's/^#! bulk-modulus-by-pressure ([0-9.]+) GPa$/\1/p' eos.tab)" \
  "$(sed -nE 's/^#! bulk-modulus ([0-9.]+) GPa$/\1/p' eos.tab)" 0.05
expect_status 0 measure eos --potential "$lj" --relax isotropic --range 0.45 fcc.xyz -o eos.tab
expect_stderr \
  "^measure: warning: the energies do not follow the Birch-Murnaghan equation: it misses them by [0-9.]+ of [0-9.]+ eV/atom, and its bulk modulus is [0-9.]+ GPa where the pressures say [0-9.]+: look at the curve"
