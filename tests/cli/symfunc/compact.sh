# Compact and weighted functions: closed forms, the canonical form of the set, and a potential fitted to them.
cat >set.sf <<'END'
nnpipe-sf 1
units metal
C2 Si O low=1 cutoff=4 shape=poly2
C5 Si Si O low=1 cutoff=4 from=0 to=180 shape=poly2
wC2 Si low=-4 cutoff=4 shape=poly1
wG2 Si eta=0 r_s=0 cutoff=6 cutoff-function=hard
C2 O Si low=1 cutoff=4 shape=exp-a
END
cat >frames.xyz <<'END'
3
Properties=species:S:1:pos:R:3
Si 0 0 0
Si 2.5 0 0
O 0 2.5 0
END
expect_ok symfunc --set set.sf --element Si frames.xyz -o values.tab
expect_near "$(table_column values.tab C2_1 | head -n 1)" 1 1e-14
expect_near "$(table_column values.tab C5_1 | head -n 1)" 1 1e-14
# 1 − 3x² + 2x³ of x = 2.5/4, for 14 + 8.
expect_near "$(table_column values.tab wC2_1 | head -n 1)" 6.9609375 1e-12
expect_near "$(table_column values.tab wG2_1 | head -n 1)" 22 0
expect_ok symfunc --set set.sf --list
cp "$OUT" listed.sf
expect_ok symfunc --set listed.sf --list
expect_same "$OUT" listed.sf
expect_stdout '^wG2 Si eta=0 r_s=0 cutoff=6$'

# A fit by their derivatives, and its forces by the kernel.
printf 'nnpipe-sf 1\nunits metal\n' >fit.sf
for low in -3.5 1.5 2.5; do echo "C2 Si Si low=$low cutoff=3.77 shape=poly2" >>fit.sf; done
for to in 100 140 180; do echo "wC5 Si low=-3.77 cutoff=3.77 from=60 to=$to shape=poly2" >>fit.sf; done
make-cell diamond --element Si --constant 5.431 --repeat 2,2,2 -o si.xyz
run-md --quiet --potential "$SHARE/potentials/Si.sw" --temperature 300 --steps 60 --every 5 si.xyz -o train.xyz
fit-mlp --quiet --set fit.sf --forces --hidden 5 --epochs 10 train.xyz -o si.nnp
expect_ok validate --quiet --potential si.nnp --check-gradients 5 --max-gradient-rmse 0.01 train.xyz -o errors.tab
