# A potential goes on by itself: --start brings its functions, references and repulsion; --replay keeps old frames.
sw=$SHARE/potentials/Si.sw
frames() { for seed in "${@:2}"; do make-cell diamond --element Si --constant 5.431 --rattle "$1" --seed \
  "$seed" | label --potential "$sw"; done; }
frames 0.05 1 2 3 4 5 6 7 8 >old.xyz
frames 0.2 11 12 13 14 15 16 17 18 >new.xyz
expect_status 0 fit-mlp --quiet --set "$SHARE/symfunc/si-short.sf" --hidden 5 --epochs 8 old.xyz -o own.nnp
expect_ok fit-mlp --quiet --start own.nnp --epochs 4 new.xyz -o on.nnp
brought() { grep '^function\|^energy-offset\|^zbl' "$1" | sed 's/ inner=[^ ]*//'; }
brought own.nnp >own.lines
brought on.nnp >on.lines
expect_same own.lines on.lines
# The shortest distance is that of all frames that either has seen.
expect_less "$(awk '/^shortest/ { print $4 }' on.nnp)" "$(awk '/^shortest/ { print $4 }' own.nnp)"
# Forgotten less with the old frames beside the new ones.
expect_ok fit-mlp --quiet --start own.nnp --replay old.xyz --epochs 4 --log replay.log new.xyz -o both.nnp
grep -q '^#! labels energies 16 forces 16 stresses 0$' replay.log
for name in on both; do validate --quiet --potential $name.nnp old.xyz -o $name.tab; done
expect_less "$(table_value both.tab rmse quantity=force subset=all)" \
  "$(table_value on.tab rmse quantity=force subset=all)"
# The functions of a potential without its networks.
expect_ok fit-mlp --quiet --set own.nnp --hidden 3 --epochs 2 new.xyz -o fresh.nnp
grep '^function' fresh.nnp >fresh.lines
grep '^function' own.nnp | cmp - fresh.lines
gen-lj --points 50 | fit-mlp --quiet --hidden 2 --epochs 1 -o pair.nnp
expect_fail 1 '^fit-mlp: pair.nnp: the potential has no symmetry functions$' fit-mlp --set pair.nnp new.xyz -o x.nnp
# The closing line says which epoch was kept; a start that was not improved is told.
expect_status 0 fit-mlp --progress --start own.nnp --epochs 3 new.xyz -o x.nnp
expect_stderr \
  'fit-mlp: RMSE after 3 epochs: .*; kept epoch [1-3] of 3, where the larger of training and held-out loss is lowest$'
expect_status 0 fit-mlp --start own.nnp --optimizer gd --learning-rate 10 --clip 1000 --epochs 2 --validation 0 \
  old.xyz -o same.nnp
expect_stderr \
  '^fit-mlp: warning: own.nnp: the start was not improved: no epoch of 2 has a lower loss on the'
# Options of the other kind of input are refused once the input is known.
expect_fail 2 '^fit-mlp: --classify is for tables, not for frames with --set$' fit-mlp --start own.nnp \
  --classify new.xyz -o x.nnp
gen-lj --points 50 >pair.tab
expect_fail 2 '^fit-mlp: --stress is for frames: it needs --set$' fit-mlp --start pair.nnp --stress pair.tab -o x.nnp
