# Architecture, initialisation, scaling, start, target, several targets.
expect_ok gen-lj --points 400 --range 3.3,8.5 -o train.tab
expect_ok fit-mlp --hidden 6,4 --activation tanh,relu --epochs 3 --init glorot train.tab -o two.nnp
grep -q '^layers 1 6 4 1$' two.nnp
grep -q '^activations tanh relu identity$' two.nnp
for init in uniform=0.5 inverse-sqrt nguyen-widrow; do
  expect_ok fit-mlp --hidden 4 --epochs 2 --init "$init" train.tab -o init.nnp
done
expect_ok fit-mlp --hidden 0 --epochs 3 train.tab -o line.nnp
grep -q '^layers 1 1$' line.nnp
expect_ok fit-mlp --hidden 4 --epochs 2 --scaling standardize --plain-inputs --pair-end force-shifted train.tab \
  -o end.nnp
grep -q '^pair-end force-shifted$' end.nnp
# The header of the table decides that end, unless told.
expect_ok fit-mlp --hidden 4 --epochs 2 train.tab -o end.nnp
grep -q '^pair-end shifted$' end.nnp
# Going on from a model is as good as having gone on, and begins where that ended.
expect_ok fit-mlp --hidden 5 --epochs 20 --log first.log train.tab -o first.nnp
expect_ok fit-mlp --start first.nnp --epochs 20 --log second.log train.tab -o second.nnp
expect_near "$(table_value second.log train_rmse epoch=0)" "$(table_value first.log train_rmse epoch=20)" 1e-12
expect_less "$(table_value second.log train_rmse epoch=20)" "$(table_value second.log train_rmse epoch=0)"
grep -c '^made-by fit-mlp' second.nnp | grep -qx 2
expect_fail 2 '^fit-mlp: --hidden cannot be combined with --start, which supplies it' fit-mlp --start first.nnp \
  --hidden 5 train.tab -o x.nnp
# A target that is reached ends the fit; one that is not gives status 3, and the network all the same.
expect_ok fit-mlp --hidden 8 --target-rmse 1e-4 --log target.log train.tab -o reached.nnp
expect_less "$(grep -vc '^#' target.log)" 300
expect_status 3 fit-mlp --hidden 2 --epochs 3 --target-rmse 1e-9 train.tab -o missed.nnp
expect_stderr '^fit-mlp: rmse [0-9.e-]+ after 3 epochs, wanted 1e-09$'
expect_file missed.nnp
# Several targets; columns chosen by hand; the log tells each.
expect_ok gen-lj --points 300 --neighbours 2 --vector -o vector.tab
expect_ok fit-mlp --hidden 6 --epochs 3 --log vector.log vector.tab -o vector.nnp
grep -q '^layers 8 6 4$' vector.nnp
grep -q '^kind columns$' vector.nnp
grep -q '^#! fields epoch train_rmse train_rmse_fx train_rmse_fy train_rmse_fz train_rmse_energy validation_rmse ' \
  vector.log
expect_ok fit-mlp --inputs r1,r2 --targets energy --hidden 6 --epochs 3 vector.tab -o chosen.nnp
grep -q '^layers 2 6 1$' chosen.nnp
# To standard output, from standard input, tables joined by cat.
cat train.tab train.tab >both.tab
expect_ok bash -o pipefail -c 'cat train.tab train.tab | fit-mlp --no-provenance --hidden 3 --epochs 2'
cp "$OUT" piped.nnp
expect_ok fit-mlp --no-provenance --hidden 3 --epochs 2 both.tab -o file.nnp
expect_same piped.nnp file.nnp
