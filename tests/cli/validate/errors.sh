# Errors that are known beforehand: labels changed by known amounts.
make-cell diamond --element Si --constant 5.431 --repeat 2 --rattle 0.1 --count 3 >si.xyz
sw=$SHARE/potentials/Si.sw
label --potential "$sw" si.xyz -o exact.xyz
expect_ok validate --potential "$sw" exact.xyz
expect_stdout '^#! fields quantity unit subset count rmse mae max p95$'
cp "$OUT" exact.tab
for quantity in energy force stress; do
  expect_less "$(table_value exact.tab max quantity=$quantity subset=all)" 1e-6
done
[[ $(table_value exact.tab count quantity=energy subset=all) == 3 ]] || unmet 'not three energies'
[[ $(table_value exact.tab count quantity=force subset=Si) == 576 ]] || unmet 'not 3 · 64 · 3 components'
[[ $(table_value exact.tab count quantity=stress subset=all) == 18 ]] || unmet 'not 3 · 6 components'
[[ $(table_value exact.tab unit quantity=energy subset=all) == meV/atom ]] || unmet 'the unit'

# One energy off by 0.64 eV of 64 atoms: 10 meV of three; one force component off by 0.5 eV/Å.
awk -v CONVFMT=%.17g '/energy=/ && !done { match($0, / energy=[^ ]*/); e = substr($0, RSTART + 8, RLENGTH - 8); sub(/ energy=[^ ]*/, sprintf(" energy=%.15g", e + 0.64)); done = 1; print; next }
  /^Si / && !moved { $6 += 0.5; moved = 1 } 1' exact.xyz >off.xyz
expect_ok validate --potential "$sw" --energy-parity e.tab --force-parity f.tab off.xyz -o off.tab
expect_near "$(table_value off.tab rmse quantity=energy subset=all)" 5.7735027 1e-5
expect_near "$(table_value off.tab mae quantity=energy subset=all)" 3.3333333 1e-5
expect_near "$(table_value off.tab max quantity=energy subset=all)" 10 1e-5
expect_near "$(table_value off.tab max quantity=force subset=all)" 500 1e-4
expect_near "$(table_value off.tab rmse quantity=force subset=all)" 20.833333 1e-4
expect_rows 3 e.tab
expect_rows 576 f.tab
expect_near "$(awk -v a="$(table_value e.tab reference frame=1)" -v b="$(table_value e.tab predicted frame=1)" 'BEGIN { print a - b }')" 0.01 1e-6

# Limits: met, not met, nothing to hold against them. The table is written all the same.
expect_ok validate --potential "$sw" --max-energy-rmse 6 --max-force-rmse 21 --max-stress-rmse 0.001 off.xyz -o off.tab
rm off.tab
expect_status 3 validate --potential "$sw" --max-force-rmse 20 off.xyz -o off.tab
expect_stderr '^validate: force RMSE is 20.8333 meV/Å, expected at most 20$'
expect_file off.tab
expect_status 3 validate --potential "$sw" --max-energy-rmse 5 off.xyz
expect_stderr '^validate: energy RMSE is 5.7735 meV/atom, expected at most 5$'
sed -E 's/:forces:R:3//; s/^(Si( [^ ]+){4}).*/\1/' exact.xyz >energies.xyz
expect_status 1 validate --potential "$sw" --max-force-rmse 1 energies.xyz -o off.tab
expect_stderr '^validate: no force to compare in any frame, but a limit is set for it$'
# Keys of one's own, and what is asked for and missing.
sed 's/ energy=/ dft_energy=/; s/:forces:/:dft_forces:/' off.xyz >keys.xyz
expect_ok validate --potential "$sw" --energy-key dft_energy --forces-key dft_forces keys.xyz -o keys.tab
expect_near "$(table_value keys.tab rmse quantity=force subset=all)" 20.833333 1e-4
expect_fail 1 "^validate: off.xyz:2: frame 1: no key 'dft_energy' in the comment line" \
  validate --potential "$sw" --energy-key dft_energy off.xyz -o x
expect_fail 1 '^validate: si.xyz: no frame has energy, forces or stress' validate --potential "$sw" si.xyz -o x
