# Frames that give what they have: energies, forces or stresses alone, in one file and any order; isolated atoms give
# the references; weights from a key and a column; a loss that bad labels do not rule.
sw=$SHARE/potentials/Si.sw
for seed in 1 2 3 4 5 6 7 8 9; do
  make-cell diamond --element Si --constant 5.431 --rattle 0.1 --seed $seed | label --potential "$sw"
done >full.xyz
# Frames 1-3 keep their energy alone, 4-6 their forces, 7-9 their stress.
awk 'NR % 10 == 2 { ++f
       if (f > 3) sub(/ energy=[^ ]*/, "")
       if (f <= 3 || f > 6) sub(/:forces:R:3/, "")
       if (f <= 6) sub(/ stress="[^"]*"/, "") }
     NR % 10 > 2 || NR % 10 == 0 { if (f <= 3 || f > 6) $0 = $1 " " $2 " " $3 " " $4 " " $5 }
     1' full.xyz >partly.xyz
fit() { fit-mlp --no-provenance --set "$SHARE/symfunc/si-short.sf" --hidden 4 --epochs 2 --validation 0 --quiet \
  "$@"; }
expect_ok fit --stress --log partly.log partly.xyz -o partly.nnp
grep -q '^#! labels energies 3 forces 3 stresses 3$' partly.log
expect_less 0 "$(table_value partly.log train_energy_rmse epoch=2)"
expect_less 0 "$(table_value partly.log train_force_rmse epoch=2)"
expect_less 0 "$(table_value partly.log train_stress_rmse epoch=2)"
# Forces are fitted wherever they stand in the file.
tac_frames() {
  awk '{ line[NR] = $0 }
       END { for (f = NR / 10; f > 0; --f) for (l = 1; l <= 10; ++l) print line[10 * (f - 1) + l] }' "$1"
}
tac_frames partly.xyz >turned.xyz
expect_ok fit --stress --log turned.log turned.xyz -o turned.nnp
grep -q '^#! labels energies 3 forces 3 stresses 3$' turned.log
# What no frame has cannot be asked for; frames with nothing that is fitted are told and left out.
head -n 30 partly.xyz >energies.xyz
expect_fail 1 '^fit-mlp: no frame has forces, expected some in a fit to forces$' fit --forces energies.xyz -o x.nnp
expect_status 0 fit-mlp --set "$SHARE/symfunc/si-short.sf" --hidden 4 --epochs 1 --validation 0 partly.xyz -o x.nnp
expect_stderr \
  '^fit-mlp: warning: 3 frames have none of the labels that are fitted and are left out, '
expect_status 0 fit-mlp --progress --set "$SHARE/symfunc/si-short.sf" --hidden 4 --epochs 1 --validation 0 \
  partly.xyz -o x.nnp
expect_stderr '^fit-mlp: 6 frames: 3 with an energy, 3 with forces$'
# Without any energy those of the potential lack a constant; who asks for no energies knows.
sed 's/ energy=[^ ]*//' full.xyz >forces.xyz
few=(fit-mlp --set "$SHARE/symfunc/si-short.sf" --hidden 4 --epochs 3 --validation 0 --max-gap 0)
expect_status 0 "${few[@]}" forces.xyz -o x.nnp
expect_stderr '^fit-mlp: warning: no frame has an energy: those of the potential lack a constant for each element, '
expect_ok "${few[@]}" --no-energies forces.xyz -o x.nnp

# An isolated atom, first or last, by its type or by its cell: the same potential.
lone() { printf '1\n%s Properties=species:S:1:pos:R:3 energy=%s\nSi 0 0 0\n' "$1" "${2:--0.8}"; }
{ lone 'config_type=IsolatedAtom Lattice="4 0 0 0 4 0 0 0 4" pbc="T T T"'; cat full.xyz; } >first.xyz
{ cat full.xyz; lone 'Lattice="20 0 0 0 20 0 0 0 20" pbc="T T T"'; } >last.xyz
{ cat full.xyz; lone 'pbc="F F F"'; } >free.xyz
for name in first last free; do
  expect_ok fit --log $name.log $name.xyz -o $name.nnp
  grep -q '^energy-offset -0.8$' $name.nnp
  grep -q "^#! isolated-atoms Si -0.8 ($name.xyz: frame" $name.log
  grep -q train_force_rmse $name.log
done
expect_same last.nnp free.nnp
expect_same first.nnp free.nnp
expect_status 0 fit-mlp --progress --set "$SHARE/symfunc/si-short.sf" --hidden 4 --epochs 1 --validation 0 \
  last.xyz -o x.nnp
expect_stderr '^fit-mlp: energies of isolated atoms, in eV, taken as references: Si -0.8 \(last.xyz: frame 10\)$'
expect_ok fit --offsets Si=-1 last.xyz -o given.nnp
grep -q '^energy-offset -1$' given.nnp
{ cat last.xyz; lone 'pbc="F F F"' -0.9; } >two.xyz
expect_fail 1 \
  '^fit-mlp: two.xyz: frame 11: an isolated atom of Si with energy -0.9, in two.xyz: frame 10 it is -0.8: say by' \
  fit two.xyz -o x.nnp

# Weights: a frame of weight 0 is as if it were not there; so is an atom.
awk 'NR % 10 == 2 { $0 = $0 " importance=" (NR < 80 ? 1 : 0) } 1' full.xyz >weighted.xyz
expect_ok fit --weight-key importance --log weighted.log weighted.xyz -o weighted.nnp
expect_fail 1 "^fit-mlp: no frame has the key 'weight' of weights$" fit --weight-key weight weighted.xyz -o x.nnp
sed 's/importance=1/importance=heavy/' weighted.xyz >heavy.xyz
expect_fail 1 "^fit-mlp: heavy.xyz: frame 1: importance: expected a number, got 'heavy'$" fit --weight-key \
  importance heavy.xyz -o x.nnp
sed 's/importance=1/importance=-1/' weighted.xyz >negative.xyz
expect_fail 1 "^fit-mlp: negative.xyz: frame 1: key 'importance': expected a weight not below 0, got -1$" \
  fit --weight-key importance negative.xyz -o x.nnp
awk 'NR % 10 == 2 { sub(/Properties=[^ ]*/, "&:trust:R:1") }
     NR % 10 > 2 || NR % 10 == 0 { $0 = $0 " " (NR % 10 == 3 ? 0 : 1) }
     1' full.xyz >trusted.xyz
expect_ok fit --atom-weights trust trusted.xyz -o trusted.nnp
expect_fail 1 "^fit-mlp: no frame with forces has the column 'weights' of weights$" fit --atom-weights weights \
  trusted.xyz -o x.nnp
sed 's/ 0$/ -2/' trusted.xyz >mistrusted.xyz
expect_fail 1 "^fit-mlp: mistrusted.xyz: frame 1: column 'trust': expected weights not below 0, got -2$" \
  fit --atom-weights trust mistrusted.xyz -o x.nnp

# Of two frames one has forces of 50 eV/Å that are wrong: with --huber the others are fitted better.
awk 'NR % 10 == 2 { ++f } (f == 2) && (NR % 10 == 3) { $6 = 50 } 1' full.xyz >bad.xyz
for huber in 0 3; do
  expect_ok fit-mlp --no-provenance --quiet --set "$SHARE/symfunc/si-short.sf" --hidden 6 --epochs 15 \
  --validation 0 --huber $huber bad.xyz -o huber$huber.nnp
  validate --quiet --potential huber$huber.nnp full.xyz -o huber$huber.tab
done
expect_less "$(table_value huber3.tab rmse quantity=force subset=all)" \
  "$(table_value huber0.tab rmse quantity=force subset=all)"

# Without hidden layer the loss has one minimum, Huber's too: methods of first and of second order end there.
for optimizer in lm lbfgs; do
  expect_ok fit-mlp --no-provenance --quiet --set "$SHARE/symfunc/si-short.sf" --hidden 0 --optimizer $optimizer \
    --epochs 400 --patience 0 --validation 0 --max-gap 0 --zbl none --huber 1 --log $optimizer.log bad.xyz -o o.nnp
done
least() { table_column "$1" train_loss | sort -g | head -n 1; }
expect_near "$(least lm.log)" "$(least lbfgs.log)" "$(awk -v x="$(least lm.log)" 'BEGIN { print 1e-3 * x }')"
sed 's/importance=[^ ]*/importance=1e308/' weighted.xyz >huge.xyz
expect_fail 1 "^fit-mlp: huge.xyz: frame [0-9]: key 'importance': expected 0 or a size from 1e-15 to 1000000000000000, got 1e\\+308$" \
  fit --weight-key importance huge.xyz -o x.nnp

# Isolated atoms alone are no training set.
for atom in Si O; do
  printf '1\nProperties=species:S:1:pos:R:3:forces:R:3 energy=-1 pbc="F F F"\n%s 0 0 0 0 0 0\n' $atom
done >lone.xyz
for set in auto "$SHARE/symfunc/si-short.sf"; do
  expect_fail 1 '^fit-mlp: lone.xyz: frame 2: no frame is more than an isolated atom, .* expected structures' \
    fit-mlp --set "$set" lone.xyz -o lone.nnp
done
