# Core repulsion under the network: the labels are those of both together, and colliding atoms are kept apart.
expect_ok make-cell diamond --element Si --constant 5.431 --rattle 0.02 -o si.xyz
expect_ok sample-md --potential "$SHARE/potentials/Si.sw" --temperature 1500 --steps 100 --no-sampling --every 10 \
  --whole-frames \
  si.xyz -o frames.xyz
expect_ok fit-mlp --set auto --hidden 4 --epochs 4 --validation 0 --stress --zbl 1.4,2.6 --log log.tab frames.xyz \
  -o core.nnp
grep -q '^zbl ' core.nnp
expect_ok validate --potential core.nnp frames.xyz -o errors.tab
best=$(table_column log.tab train_loss | sort -g | head -n 1)
for quantity in energy force stress; do
  logged=$(table_value log.tab train_${quantity}_rmse "train_loss=$best")
  expect_near "$logged" "$(table_value errors.tab rmse quantity=$quantity subset=all)" 1e-8
done
expect_status 0 fit-mlp --set auto --epochs 1 --start core.nnp frames.xyz -o more.nnp
grep -q '^zbl ' more.nnp
expect_fail 2 '--zbl: ' fit-mlp --set auto --zbl 2,1 frames.xyz -o none.nnp
expect_fail 2 '--zbl is for frames' fit-mlp --zbl 1,2 frames.xyz -o none.nnp
