# Errors that are known beforehand: labels changed by known amounts.
make-cell diamond --element Si --constant 5.431 --repeat 2 --rattle 0.1 --count 3 >si.xyz
sw=$SHARE/potentials/Si.sw
label --potential "$sw" si.xyz -o exact.xyz
expect_ok validate --potential "$sw" exact.xyz
expect_stdout '^#! fields quantity unit subset count rmse mae max p95 mean$'
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
expect_near "$(awk -v a="$(table_value e.tab reference frame=1)" -v b="$(table_value e.tab predicted \
  frame=1)" 'BEGIN { print a - b }')" 0.01 1e-6

# Limits: met, not met, nothing to hold against them. The table is written all the same.
expect_ok validate --potential "$sw" --max-energy-rmse 6 --max-force-rmse 21 --max-stress-rmse 0.001 off.xyz -o off.tab
rm off.tab
expect_status 3 validate --potential "$sw" --max-force-rmse 20 off.xyz -o off.tab
expect_stderr '^validate: force RMSE is 20.8333 meV/Å, expected at most 20$'
expect_file off.tab
expect_status 3 validate --potential "$sw" --max-energy-rmse 5 off.xyz
expect_stderr '^validate: energy RMSE is 5.7735 meV/atom, expected at most 5$'
sed -E 's/:forces:R:3//; s/^(Si( [^ ]+){4}).*/\1/' exact.xyz >energies.xyz
expect_fail 1 '^validate: energies.xyz: no force to compare in any frame, but a limit is set for it$' \
  validate --potential "$sw" --max-force-rmse 1 energies.xyz -o none.tab
# What is not compared is said, and that a network leaves its range.
expect_status 0 validate --potential "$sw" energies.xyz -o energies.tab
expect_stderr '^validate: warning: energies.xyz: no frame has forces: none were compared$'
cat exact.xyz energies.xyz >some.xyz
expect_status 0 validate --potential "$sw" some.xyz -o some.tab
expect_stderr '3 of 6 frames have forces: only theirs were compared$'
# The mean has a sign; energies that are all off by the same are of another reference or unit.
expect_near "$(table_value off.tab mean quantity=energy subset=all)" -3.3333333 1e-5
awk 'match($0, / energy=[^ ]*/) { $0 = substr($0, 1, RSTART) "energy=" substr($0, RSTART + 8, RLENGTH - 8) / 27.2114 substr($0, RSTART + RLENGTH) } 1' exact.xyz >hartree.xyz
expect_status 0 validate --potential "$sw" hartree.xyz -o hartree.tab
expect_stderr \
  '^validate: warning: hartree.xyz: energies are 39[0-9][0-9] meV/atom too low on the mean, of an error of 39[0-9][0-9]: nearly all of it is a shift'
# Where the table goes to a file the errors are shown beside the progress, for people to see.
expect_status 0 validate --progress --potential "$sw" off.xyz -o off.tab
expect_stderr 'validate: RMSE: energy 5\.774 meV/atom, force 20\.83 meV/Å, stress [-0-9.e]+ GPa; .* µs of one core per atom and step$'
expect_ok validate --quiet --potential "$sw" hartree.xyz -o hartree.tab
# Keys of one's own, and what is asked for and missing.
sed 's/ energy=/ dft_energy=/; s/:forces:/:dft_forces:/' off.xyz >keys.xyz
expect_ok validate --potential "$sw" --energy-key dft_energy --forces-key dft_forces keys.xyz -o keys.tab
expect_near "$(table_value keys.tab rmse quantity=force subset=all)" 20.833333 1e-4
expect_fail 1 "^validate: off.xyz:2: frame 1: no key 'dft_energy' in the comment line" \
  validate --potential "$sw" --energy-key dft_energy off.xyz -o x
expect_fail 1 '^validate: si.xyz: no frame has energy, forces or stress' validate --potential "$sw" si.xyz -o x
# A stress off by 0.01 eV/Å³ in one of 18 components: 1.602 GPa/√18; a limit below that is not met.
awk '/stress="/ && !done { match($0, /stress="[^" ]*/); s = substr($0, RSTART + 8, RLENGTH - 8); sub(/stress="[^" ]*/, sprintf("stress=\"%.15g", s + 0.01)); done = 1 } 1' exact.xyz >strained.xyz
expect_ok validate --potential "$sw" --max-stress-rmse 0.38 strained.xyz -o strained.tab
expect_near "$(table_value strained.tab rmse quantity=stress subset=all)" 0.3776366 1e-5
expect_status 3 validate --potential "$sw" --max-stress-rmse 0.37 strained.xyz
expect_stderr '^validate: stress RMSE is 0.377637 GPa, expected at most 0.37$'
