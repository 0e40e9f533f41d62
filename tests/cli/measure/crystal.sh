# Stillinger-Weber silicon by every command that takes a potential and a crystal: its known numbers.
sw=$SHARE/potentials/Si.sw
make-cell diamond --element Si --constant 5.4 -o si.xyz
keep measure elastic --potential "$sw" si.xyz
value() { table_value "$OUT" value "quantity=$1"; }
# Cowley, Phys. Rev. Lett. 60, 2379 (1988), in GPa.
expect_near "$(value c11)" 151.4 0.1
expect_near "$(value c12)" 76.4 0.1
expect_near "$(value c44)" 56.4 0.1
expect_near "$(value bulk)" 101.4 0.1
expect_near "$(value volume_per_atom)" 20.024 0.002
# Without internal relaxation: LAMMPS's stress under a shear of the clamped crystal, over that shear.
measure elastic --clamped --potential "$sw" si.xyz -o clamped.tab
expect_near "$(table_value clamped.tab value quantity=c44)" 109.757 0.01
# The same crystal from a larger cell, which is turned inside out by relaxation alone.
make-cell diamond --element Si --constant 5.5 --repeat 2,1,1 -o larger.xyz
measure elastic --potential "$sw" larger.xyz -o larger.tab
expect_near "$(table_value larger.tab value quantity=C16)" 0 0.01
expect_near "$(table_value larger.tab value quantity=C33)" 151.4 0.1
measure eos --potential "$sw" si.xyz -o eos.tab
expect_rows 13 eos.tab
grep -qE '^#! bulk-modulus 10[12]\.' eos.tab || unmet 'bulk modulus of the equation of state'
# The pressure column, in GPa, is the fall of the energy with the volume between the rows beside it.
awk '!/^#/ { v[++n] = $1; e[n] = $2; p[n] = $4 }
  END { for (k = 2; k < n; ++k) {
    slope = 160.2176634 * (e[k - 1] - e[k + 1]) / (v[k + 1] - v[k - 1])
    if ((p[k] - slope) ^ 2 > 0.02 ^ 2) { print k, p[k], slope; bad = 1 } } exit bad }' eos.tab >far.txt ||
  unmet "pressures that are no slopes: $(cat far.txt)"
measure dimer --potential "$sw" --low 1.5 --points 50 -o dimer.tab
expect_rows 50 dimer.tab
expect_fail 2 '^measure: --high: expected more than the 3 of --low, got 2$' \
  measure dimer --potential "$sw" --low 3 --high 2
expect_fail 2 '^measure: --high: expected more than the 5 of --low, got 3.77118$' \
  measure dimer --potential "$sw" --low 5
expect_status 0 measure vacancy --potential "$sw" --relax none --starts 0 si.xyz -o vacancy.tab
expect_stderr '^measure: warning: the distance of the vacancy to its image, 5.4 Å, is less than twice the .* 3.771 Å: '
expect_near "$(table_value vacancy.tab value quantity=vacancy_unrelaxed)" 4.336 0.05
expect_status 0 measure surface --potential "$sw" --shift 0.03 --vacuum 4 si.xyz -o surface.tab
expect_stderr '^measure: warning: the thickness of the slab, 5.4.* Å, is less than twice the .* 3.771 Å: its two surfaces'
make-cell diamond --element Si --constant 5.431 --repeat 2 -o large.xyz
expect_ok measure vacancy --potential "$sw" --relax none --starts 0 large.xyz -o vacancy.tab
expect_ok measure surface --potential "$sw" --relax none --axis b large.xyz -o surface.tab
expect_status 0 measure surface --potential "$sw" --shift 0.03 --vacuum 2 si.xyz -o close.tab
expect_stderr \
  "^measure: warning: --vacuum 2 is less than the potential's cutoff, 3.77.*: the two surfaces may interact\$"
measure phonon --potential "$sw" si.xyz -o phonon.tab
expect_near "$(table_column phonon.tab f1 | sed -n 1p)" 0 0.05
expect_near "$(table_column phonon.tab f24 | sed -n 1p)" 17.8 0.3
expect_fail 1 'more than one frame, expected one crystal' measure eos --potential "$sw" <(cat si.xyz si.xyz)
expect_fail 1 "element 'C' is not in the potential" measure elastic --potential "$sw" <(sed 's/^Si/C/' si.xyz)
expect_fail 2 '--path: expected three numbers' measure phonon --potential "$sw" --path 0,0 si.xyz
