# Linear potentials: functions of moments chosen for the frames, weights by least squares.
expect_ok make-cell diamond --element Si --constant 5.431 --rattle 0.05 -o si.xyz
expect_ok sample-md --potential "$SHARE/potentials/Si.sw" --temperature 900 --steps 600 --no-sampling --every 15 \
  --whole-frames si.xyz -o all.xyz
head -n 300 all.xyz >train.xyz # 30 frames of 10 lines
tail -n 100 all.xyz >test.xyz
fit=(fit-mlp --no-provenance --set auto --cutoff 4.2 --price fast)
expect_status 0 "${fit[@]}" --log log.tab --test test.xyz --errors errors.tab train.xyz -o si.nnp
grep -q '^layers [0-9]* 1$' si.nnp || unmet "no linear network"
grep -q '^power Si k=' si.nnp || grep -q 'power Si' si.nnp || unmet "no functions of moments"
# One row of the log is the one that is chosen; errors that were held out are those of unseen frames.
[[ $(table_column log.tab chosen | sort | uniq -c | awk '$2 == 1 { print $1 }') == 1 ]] || unmet "not one row is chosen"
grep -q '^#! readout linear$' log.tab
grep -qE '^#! price [0-9.e+-]+ µs/atom$' log.tab
expect_less "$(table_value errors.tab rmse quantity=force subset=all)" 60
# Forces, energies and virial of the file are one another's derivatives.
expect_status 0 validate --potential si.nnp --check-gradients 6 --max-gradient-rmse 0.01 test.xyz -o gradient.tab
if command -v gnuplot >/dev/null; then
  expect_status 0 validate --potential si.nnp --report si.html --training-log log.tab test.xyz -o errors.tab
  grep -q 'Errors of held-out frames by the number of functions' si.html
  grep -q 'µs of one core per atom and step' si.html
fi
# The same bits by any number of threads, and by any order of being asked.
expect_status 0 "${fit[@]}" --threads 1 train.xyz -o one.nnp
expect_status 0 "${fit[@]}" --threads 3 train.xyz -o three.nnp
expect_same one.nnp three.nnp
# Stress, energies alone, core repulsion, nothing held out.
expect_status 0 "${fit[@]}" --stress --zbl 0.8,1.6 --validation 0 train.xyz -o stress.nnp
grep -q '^zbl ' stress.nnp
expect_status 0 validate --potential stress.nnp train.xyz -o errors.tab
expect_less "$(table_value errors.tab rmse quantity=stress subset=all)" 1
expect_status 0 "${fit[@]}" --no-forces train.xyz -o energies.nnp
# A committee shares its functions; its mean is a potential.
expect_status 0 "${fit[@]}" --committee 3 train.xyz -o committee.nnp
[[ $(grep -c '^nnp-potential 1' committee.nnp) == 3 ]] || unmet "not three members"
expect_status 0 validate --potential committee.nnp test.xyz -o errors.tab
expect_less "$(table_value errors.tab rmse quantity=force subset=all)" 60
expect_fail 1 'a committee of 40 linear potentials needs as many groups of held-out frames' \
  "${fit[@]}" --committee 40 train.xyz -o none.nnp
# Prices, and what contradicts.
expect_status 0 fit-mlp --set auto --cutoff 4.2 --price 0.5 train.xyz -o cheap.nnp
expect_status 0 fit-mlp --set auto --cutoff 4.2 --price 1e-9 --log log.tab train.xyz -o cheap.nnp
expect_stderr '^fit-mlp: warning: the cheapest potential that was tried costs about 0\.[0-9]+ µs, above --price 1e-09$'
grep -q "price limit raised" log.tab && unmet "a price that is a number rose"
expect_fail 2 "--price: expected fast, balanced, accurate, best or microseconds an atom, got 'free'" \
  fit-mlp --set auto --price free train.xyz -o none.nnp
expect_fail 2 '--price is for --set auto where it chooses the readout' \
  fit-mlp --set auto --hidden 5 --price fast train.xyz -o none.nnp
expect_fail 2 '--functions is for --set auto' \
  fit-mlp --set "$SHARE/symfunc/si-short.sf" --functions moments train.xyz -o none.nnp
expect_fail 2 '--readout linear needs --functions moments' \
  fit-mlp --set auto --functions symmetry --readout linear train.xyz -o none.nnp
expect_fail 2 '--readout linear[+]network needs --set auto' \
  fit-mlp --set "$SHARE/symfunc/si-short.sf" --readout linear+network train.xyz -o none.nnp
expect_fail 2 '--checkpoint is not for --functions moments' \
  fit-mlp --set auto --readout linear+network --checkpoint state train.xyz -o none.nnp
expect_fail 2 '--epochs is of networks, not of --readout linear' \
  fit-mlp --set auto --readout linear --epochs 3 train.xyz -o none.nnp
expect_fail 2 'needs --set' fit-mlp --price fast train.xyz -o none.nnp
# A network of the same functions: beside the linear solution, which it can only improve on held-out frames, or alone.
network=(fit-mlp --no-provenance --set auto --cutoff 4.2 --price fast --hidden 4 --epochs 6)
expect_status 0 "${network[@]}" --readout linear+network --log both.tab train.xyz -o both.nnp
grep -q '^#! tried moments, linear and network, ' both.tab || unmet "the network beside is not told"
if grep -q '^#! readout linear+network$' both.tab; then
  grep -q '^linear ' both.nnp || unmet "no linear weights beside the network"
fi
expect_status 0 validate --potential both.nnp --check-gradients 6 --max-gradient-rmse 0.01 test.xyz -o gradient.tab
expect_status 0 validate --potential both.nnp test.xyz -o errors.tab
expect_less "$(table_value errors.tab rmse quantity=force subset=all)" 60
expect_status 0 "${network[@]}" --functions moments --readout network --log alone.tab train.xyz -o alone.nnp
grep -q '^#! readout network$' alone.tab
! grep -q '^linear ' alone.nnp || unmet "linear weights beside a network alone"
# Of the functions of a set, too: all of them, in their order, by the same equations.
expect_status 0 fit-mlp --set si.nnp --readout linear --log again.tab --test test.xyz --errors again-errors.tab \
  train.xyz -o again.nnp
expect_same <(grep '^function ' si.nnp) <(grep '^function ' again.nnp)
grep -q '^#! readout linear$' again.tab
[[ $(table_column again.tab functions) == "$(grep -c '^function ' si.nnp)" ]] || unmet "not all functions of the set"
for quantity in energy force; do
  expect_less "$(table_value again-errors.tab rmse quantity=$quantity subset=all)" \
    "$(table_value errors.tab rmse quantity=$quantity subset=all | awk '{ print 1.1 * $1 }')"
done
expect_status 0 fit-mlp --set si.nnp --readout linear --committee 3 train.xyz -o members.nnp
[[ $(grep -c '^nnp-potential ' members.nnp) == 3 ]] || unmet "no committee of the functions of a set"
# Levenberg-Marquardt, which takes the place where there are other functions, here one that is always 0, finds the same
# least squares. The factors of a product need not be functions themselves.
printf '%s\n' 'nnpipe-sf 1' 'units metal' 'moments Si cutoff=4.2 degree=2 radial=3 cutoff-function=cosine' \
  'channel Si 0 Si 1' 'channel Si 1 Si 0 1' 'pair-channel Si 0 Si 0 0 1' 'pair Si k=0' 'power Si k=0,1 l=2' \
  'product Si power k=0,0 l=1 power k=1,1 l=2' >few.sf
{ cat few.sf && echo 'G2 Si Si eta=1 r_s=0 cutoff=0.5'; } >more.sf
expect_status 0 fit-mlp --set few.sf --readout linear --test test.xyz --errors few.tab train.xyz -o few.nnp
expect_status 0 fit-mlp --set more.sf --readout linear --test test.xyz --errors more.tab train.xyz -o more.nnp
expect_stderr 'the same for every atom, dropped: function .G2 Si Si'
by_steps=$(table_value more.tab rmse quantity=force subset=all)
expect_less "$(table_value few.tab rmse quantity=force subset=all)" "$(awk "BEGIN { print 1.05 * $by_steps }")"
expect_less "$by_steps" "$(awk "BEGIN { print 1.05 * $(table_value few.tab rmse quantity=force subset=all) }")"
# A function that is always 0, here of other oxygens than the one of a molecule, is left out, by name.
awk 'BEGIN { srand(1); for (f = 0; f < 40; ++f) { a = 0.8 + 0.4 * rand(); b = 0.8 + 0.4 * rand()
  printf "3\nProperties=species:S:1:pos:R:3 energy=%.12g pbc=\"F F F\"\nO 0 0 0\nH %.12g 0 0\nH 0 %.12g 0\n",
    (a - 1) ^ 2 + (b - 1) ^ 2, a, b } }' >water.xyz
radial='cutoff=1.25 degree=0 radial=4 cutoff-function=cosine'
printf '%s\n' 'nnpipe-sf 1' 'units metal' "moments O $radial" 'pair-channel O 0 H 1' 'pair-channel O 1 H 0 1' \
  'pair-channel O 2 O 1' 'pair-channel O 3 H 0 0 1' 'pair O k=0' 'pair O k=1' 'pair O k=2' 'pair O k=3' \
  "moments H $radial" 'pair-channel H 0 O 1' 'pair H k=0' >water.sf
expect_status 0 fit-mlp --set water.sf --readout linear --zbl none --max-gap 0 water.xyz -o water.nnp
expect_stderr '^fit-mlp: warning: water.sf: the same for every atom, dropped: function .pair O k=2'
[[ $(grep -c '^function pair O ' water.nnp) == 3 ]] || unmet "not three functions of oxygen"
# Cutoff, channels and degree are found: Stillinger-Weber sees 3.77 Å far, and takes many channels of low degree.
expect_status 0 fit-mlp --set auto --log found.tab --test test.xyz --errors errors.tab train.xyz -o found.nnp
expect_less "$(sed -n 's/^moments Si cutoff=\([0-9.]*\) .*/\1/p' found.nnp)" 4.1
expect_less "$(table_value errors.tab rmse quantity=force subset=all)" 8
[[ $(grep -c '^#! tried moments, cutoff' found.tab) -gt 8 ]] || unmet "cutoffs and channels that were tried are not told"
grep -q '^#! tried moments, linear, .*: held-out energy .*, force .* at .* µs$' found.tab
grep -q '^#! tried symmetry functions, network: ' found.tab || unmet "networks are not compared"
# What was chosen and what it costs is said where progress is shown.
"${fit[@]}" --progress train.xyz -o said.nnp 2>&1 | tr '\r' '\n' >said
grep -qE '^fit-mlp: linear, [0-9]+ functions .*cutoff 4.2 Å, .*; [0-9.e+-]+ µs of one core .*; RMSE: training' said ||
  unmet "what was chosen is not said: $(cat said)"

# Of a molecule with one oxygen no function sees another.
awk 'BEGIN {
  srand(3)
  for (f = 0; f < 40; ++f) {
    print "3\nProperties=species:S:1:pos:R:3 pbc=\"F F F\"\nO 0 0 0"
    printf "H %.4f %.4f 0\n", 0.95 + 0.1 * rand(), 0.1 * rand()
    printf "H %.4f %.4f 0\n", -0.25 + 0.1 * rand(), 0.9 + 0.1 * rand()
  }
}' | label --quiet --potential lj:epsilon=0.1,sigma=0.9,cutoff=4 -o water.xyz
expect_status 0 fit-mlp --set auto --cutoff 3 --price fast --max-gap 0 water.xyz -o water.nnp
[[ $(awk '/^(pair-)?channel O/ { print $4 }' water.nnp | sort -u) == H ]] || unmet 'a channel sees oxygens'
expect_status 0 validate --quiet --potential water.nnp water.xyz -o errors.tab
expect_less "$(table_value errors.tab rmse quantity=force subset=all)" 1
