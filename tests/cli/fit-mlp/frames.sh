# Energies and forces of frames, with no option but the set; the log's errors are those validate finds.
expect_ok make-cell diamond --element Si --constant 5.431 --repeat 2,2,2 --rattle 0.02 -o si.xyz
expect_ok sample-md --potential "$SHARE/potentials/Si.sw" --temperature 900 --steps 300 --no-sampling --every 20 \
  --whole-frames \
  si.xyz -o frames.xyz
for set in "$SHARE/symfunc/si-short.sf" auto; do
  expect_ok fit-mlp --set "$set" --epochs 4 --validation 0 --log log.tab frames.xyz -o si.nnp
  expect_ok validate --potential si.nnp frames.xyz -o errors.tab
  best=$(table_column log.tab train_loss | sort -g | head -n 1)
  for quantity in energy force; do
    logged=$(table_value log.tab train_${quantity}_rmse "train_loss=$best")
    expect_near "$logged" "$(table_value errors.tab rmse quantity=$quantity subset=all)" 1e-10
  done
done
expect_less "$(table_value errors.tab rmse quantity=force subset=all)" 200
# The parts of the loss, each by itself: half the square of the error in its scale; and what L2 adds.
expect_ok fit-mlp --set "$SHARE/symfunc/si-short.sf" --stress --optimizer lm --epochs 3 --l2 0.01 --stress-scale 0.2 \
  --log parts.tab \
  frames.xyz -o parts.nnp
# Each column of the log has its unit.
read -ra fields <<<"$(sed -n 's/^#! fields //p' parts.tab)"
read -ra units <<<"$(sed -n 's/^#! column-units //p' parts.tab)"
for ((k = 0; k < ${#fields[@]}; ++k)); do
  case ${fields[k]} in
    seconds) unit=s ;;
    *_energy_rmse) unit=meV/atom ;;
    *_force_rmse) unit=meV/Å ;;
    *_stress_rmse) unit=GPa ;;
    *) unit=1 ;;
  esac
  [[ ${units[k]} == "$unit" ]] || unmet "the unit of ${fields[k]} is ${units[k]:-none}, expected $unit"
done
for part in train validation; do
  for row in 0 3; do
    at() { table_value parts.tab "${part}_$1" epoch=$row; }
    expect_near "$(at loss)" "$(awk "BEGIN { printf \"%.17g\", $(at loss_energy) + $(at loss_force) + $(at \
      loss_stress) }")" 1e-10
    expect_near "$(at loss_energy)" "$(awk "BEGIN { printf \"%.17g\", 0.5 * $(at energy_rmse) ^ 2 }")" 1e-8
    expect_near "$(at loss_force)" "$(awk "BEGIN { printf \"%.17g\", 0.5 * ($(at force_rmse) / 20) ^ 2 }")" 1e-8
    expect_near "$(at loss_stress)" "$(awk "BEGIN { printf \"%.17g\", 0.5 * ($(at stress_rmse) / 0.2) ^ 2 }")" 1e-8
  done
done
expect_less 0 "$(table_value parts.tab train_loss_l2 epoch=3)"
# The method that is chosen is one that has it.
fit-mlp --set "$SHARE/symfunc/si-short.sf" --epochs 1 --l2 0.01 --progress frames.xyz -o ridge.nnp 2>&1 | \
  tr '\r' '\n' >said
grep -qE '^fit-mlp: [0-9]+ parameters, lm, for networks of up to [0-9]+ parameters with L2' said || \
  unmet "no method for --l2: $(cat said)"
if command -v gnuplot >/dev/null; then
  expect_ok plot loss parts.tab -o parts.svg
  for word in energies forces stress L2 'forces, held out'; do grep -q "$word" parts.svg; done
fi
# Without forces, and where there are none.
expect_ok fit-mlp --set auto --no-forces --epochs 2 --hidden 5 --log log.tab frames.xyz -o energies.nnp
if grep -q force_rmse log.tab; then unmet 'an error of forces that are not fitted'; fi
sed -e 's/:forces:R:3//' -e 's/^\(Si\( [^ ]*\)\{3\}\)\( [^ ]*\)\{3\}/\1/' frames.xyz >bare.xyz
expect_fail 1 '^fit-mlp: no frame has forces, expected some' fit-mlp --set auto --forces bare.xyz -o none.nnp
expect_fail 2 '--forces and --no-forces exclude each other' \
  fit-mlp --set auto --forces --no-forces frames.xyz -o none.nnp
expect_fail 2 '--cutoff is for --set auto' fit-mlp --set "$SHARE/symfunc/si-short.sf" --cutoff 4 frames.xyz -o none.nnp
# Weights and offsets of what is not there, and a stress that no frame has, are no slips to be passed over.
expect_fail 1 '^fit-mlp: no frame has the config_type melt' fit-mlp --set auto --weights melt=2 bare.xyz -o none.nnp
sed 's/^Lattice/config_type=hot Lattice/' bare.xyz >hot.xyz
expect_fail 1 '^fit-mlp: the weight of every frame is 0' fit-mlp --set auto --weights hot=0 hot.xyz -o none.nnp
expect_fail 2 '--weights: hot is given twice' fit-mlp --set auto --weights hot=1,hot=2 hot.xyz -o none.nnp
expect_fail 1 'an offset is given for C, which the set does not have' fit-mlp --set auto --offsets Si=-4,C=-5 hot.xyz \
  -o none.nnp
sed 's/ stress="[^"]*"//' hot.xyz >loose.xyz
expect_fail 1 '^fit-mlp: no frame has a stress' fit-mlp --set auto --stress loose.xyz -o none.nnp
# Plain descent, with what it takes where nothing is said.
for optimizer in gd momentum; do
  expect_ok fit-mlp --set auto --optimizer $optimizer --hidden 5 --epochs 30 --zbl none --log descent.tab \
    frames.xyz -o descent.nnp
  first=$(table_value descent.tab train_loss epoch=0)
  expect_less "$(table_value descent.tab train_loss epoch=30)" "$(awk "BEGIN { print 0.7 * $first }")"
done
