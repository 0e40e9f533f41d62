# No option is passed over: what is for tables alone is refused for frames, and the other way round. A new option has to
# be put into one of these lists.
tables='inputs targets polynomial output-activation plain-inputs target-rmse pair-end classify'
frames='cutoff forces no-forces stress no-energies energy-scale force-scale stress-scale weights offsets committee
  bootstrap max-gap zbl memory committee-hidden force-share starts replay weight-key atom-weights huber functions readout price
  energy-key forces-key virial-key stress-key'
both='hidden activation init scaling l2 optimizer epochs batch learning-rate last-learning-rate schedule clip
  weight-decay momentum beta rho epsilon damping validation patience checkpoint checkpoint-interval start log test
  errors set seed threads time output quiet progress no-provenance help help-all version'
fit-mlp --help-all | grep -oE '^  (-[a-z], )?--[a-z0-9-]+' | grep -oE -- '--.*' | sort >there
printf -- '--%s\n' $tables $frames $both | sort >known
expect_same there known

gen-lj --points 50 -o lj.tab
make-cell diamond --element Si --constant 5.431 --rattle 0.1 | label --potential "$SHARE/potentials/Si.sw" -o si.xyz
# An option with a value that it takes.
with_value() {
  case $1 in
    plain-inputs | classify | bootstrap | forces | no-forces | stress | no-energies) echo "--$1" ;;
    cutoff | huber | energy-scale | force-scale | stress-scale | target-rmse | committee | starts | max-gap) echo "--$1=2" ;;
    force-share) echo "--$1=0.5" ;;
    committee-hidden) echo "--$1=3x3,4" ;;
    weights | offsets) echo "--$1=Si=1" ;;
    zbl) echo "--$1=1,2" ;;
    memory) echo "--$1=1G" ;;
    functions | readout) echo "--$1=auto" ;;
    price) echo "--$1=fast" ;;
    output-activation) echo "--$1=tanh" ;;
    pair-end) echo "--$1=shifted" ;;
    polynomial) echo "--$1=2" ;;
    *) echo "--$1=energy" ;;
  esac
}
for option in $frames; do
  expect_fail 2 "^fit-mlp: --$option is for frames: it needs --set\$" fit-mlp "$(with_value "$option")" lj.tab -o x.nnp
done
for option in $tables; do
  expect_fail 2 "^fit-mlp: --$option is for tables, not for frames with --set\$" fit-mlp \
    --set auto "$(with_value "$option")" si.xyz -o x.nnp
done

# What needs another option, or another optimizer, says so; before the fit.
expect_fail 2 '^fit-mlp: --optimizer kalman is for frames' fit-mlp --optimizer kalman lj.tab -o x.nnp
for option in batch=3 learning-rate=0.1 schedule=cosine clip=1 weight-decay=1 momentum=0.5 damping=1 rho=0.5 \
  beta=0.9,0.99 epsilon=1; do
  for optimizer in kalman lbfgs; do
    expect_fail 2 "^fit-mlp: --optimizer: $optimizer has no " \
      fit-mlp --set auto --optimizer $optimizer "--$option" si.xyz -o x.nnp
  done
done
expect_fail 2 '^fit-mlp: --l2 is not for --optimizer kalman' fit-mlp --set auto --optimizer kalman --l2 1 si.xyz \
  -o x.nnp
expect_fail 2 '^fit-mlp: --force-share is for --optimizer kalman and lm, got adam' \
  fit-mlp --set auto --optimizer adam --force-share 0.5 si.xyz -o x.nnp
expect_fail 2 '^fit-mlp: --optimizer lm is for sums of squares, not for --classify' fit-mlp \
  --classify --optimizer lm lj.tab -o x.nnp
expect_fail 2 '^fit-mlp: --activation is of hidden layers, got none' fit-mlp --hidden 0 --activation tanh lj.tab \
  -o x.nnp
expect_fail 2 '^fit-mlp: --checkpoint-interval needs --checkpoint' fit-mlp --checkpoint-interval 5 lj.tab -o x.nnp
expect_fail 2 'a last learning rate is for a schedule that changes it, got constant' \
  fit-mlp --optimizer adam --schedule constant --last-learning-rate 1e-4 lj.tab -o x.nnp
expect_fail 2 '^fit-mlp: --stress-scale has no effect without --stress' fit-mlp --set auto --stress-scale 1 si.xyz \
  -o x.nnp
expect_fail 2 '^fit-mlp: --energy-scale has no effect with --no-energies' \
  fit-mlp --set auto --no-energies --energy-scale 1 si.xyz -o x.nnp
expect_fail 2 '^fit-mlp: --force-scale has no effect with --no-forces' fit-mlp --set auto \
  --no-forces --force-scale 1 si.xyz -o x.nnp
# An end of pairs is for pairs: known from the header, so said before the fit.
gen-lj --points 50 --neighbours 2 -o two.tab
expect_fail 2 '^fit-mlp: --pair-end is for tables of pairs, as gen-lj makes them, which two.tab is not' \
  fit-mlp --pair-end shifted --epochs 1000000000 --optimizer gd two.tab -o x.nnp
# Frames where a table belongs, and a table where frames belong.
expect_fail 1 \
  '^fit-mlp: si.xyz:1: these are frames, expected a table: give a set of symmetry functions by --set, or make a table by symfunc$' \
  fit-mlp si.xyz -o x.nnp
expect_fail 1 '^fit-mlp: lj.tab: this is a table, expected frames in extended XYZ$' fit-mlp --set auto lj.tab -o x.nnp
expect_fail 1 "^fit-mlp: .*: this is a table, expected a network potential" fit-mlp --start lj.tab lj.tab -o x.nnp

# Frames that the fit has not seen: the errors are those that validate finds.
for seed in 1 2 3 4 5 6; do
  make-cell diamond --element Si --constant 5.431 --rattle 0.1 --seed $seed | label \
    --potential "$SHARE/potentials/Si.sw"
done >train.xyz
for seed in 7 8; do
  make-cell diamond --element Si --constant 5.431 --rattle 0.1 --seed $seed | label \
    --potential "$SHARE/potentials/Si.sw"
done >test.xyz
for members in 1 2; do
  expect_status 0 fit-mlp --no-provenance --set auto --hidden 3 --epochs 2 --committee $members --test test.xyz \
    --errors errors.tab train.xyz -o si.nnp
  expect_status 0 validate --no-provenance --potential si.nnp test.xyz -o validated.tab
  expect_stderr 'warning: [12] of 2 frames left the training range, farthest at test.xyz: frame'
  expect_same errors.tab validated.tab
done
# Frames that were given to fit are no test, whatever their digits.
head -n 10 train.xyz | sed -E 's/([0-9]\.[0-9]{9})[0-9]+/\1/g' | cat - test.xyz >seen.xyz
expect_status 0 fit-mlp --set auto --hidden 3 --epochs 2 --test seen.xyz --errors errors.tab train.xyz -o si.nnp
expect_stderr \
  'warning: seen.xyz: 1 of 3 frames also occur in the training set, such as seen.xyz: frame 1 is train.xyz: frame 1: their errors do not measure'
# What came out stands in a line where progress is shown, also of the test.
expect_status 0 fit-mlp --progress --set auto --hidden 3 --epochs 2 --test test.xyz --errors errors.tab train.xyz \
  -o si.nnp
expect_stderr \
  'fit-mlp: RMSE after 2 epochs: training energy [0-9.]+ meV/atom, force [0-9.]+ meV/Å; held out energy [0-9.]+ meV/atom, force [0-9.]+ meV/Å; kept epoch [12] of 2'
force=$(table_value errors.tab rmse quantity=force subset=all | awk '{ printf "%.4g", $1 }')
expect_stderr \
  "fit-mlp: RMSE on test.xyz: energy .* force $force meV/Å"
expect_stderr '^fit-mlp: 6 of 6 frames have a stress, which is not fitted: --stress$'
# Names of sets that are none.
expect_fail 1 '^fit-mlp: Auto: cannot open: No such file or directory \(did you mean auto\?\)$' fit-mlp \
  --set Auto train.xyz -o x.nnp
expect_fail 1 \
  '^fit-mlp: si-short.sf: cannot open: No such file or directory \(did you mean .*/symfunc/si-short.sf\?\)$' \
  fit-mlp --set si-short.sf train.xyz -o x.nnp
expect_fail 1 \
  '^fit-mlp: 1 frames are too few to hold out the part 0.1 of them for validation: give more, or --validation 0$' \
  bash -o pipefail -c 'head -n 10 train.xyz | fit-mlp --set auto -o x.nnp'
# Both are open before the fit begins.
expect_fail 1 '^fit-mlp: absent.xyz: cannot open' \
  fit-mlp --set auto --epochs 1000000000 --patience 0 --test absent.xyz --errors x.tab train.xyz -o x.nnp
expect_fail 1 'folder/x.tab' \
  fit-mlp --set auto --epochs 1000000000 --patience 0 --test test.xyz --errors folder/x.tab train.xyz -o x.nnp
expect_fail 1 '^fit-mlp: absent.tab: cannot open' fit-mlp --epochs 1000000000 --test absent.tab --errors x.tab lj.tab \
  -o x.nnp
