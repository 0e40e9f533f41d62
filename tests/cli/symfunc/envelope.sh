# The envelope, a cutoff function with a power: closed form, the canonical form of the set, a table that is scaled,
# and a potential fitted to it.
cat >set.sf <<'END'
nnpipe-sf 1
units metal
cutoff-function envelope p=5
G1 Si Si cutoff=5
G1 Si O cutoff=5 cutoff-function=envelope p=6 inner=0.2
END
cat >frames.xyz <<'END'
3
Properties=species:S:1:pos:R:3
Si 0 0 0
Si 2.5 0 0
O 0 3 0
END
expect_ok symfunc --set set.sf --element Si frames.xyz -o values.tab
# 1 − 21x⁵ + 35x⁶ − 15x⁷ of x = 2.5/5; 1 − 28x⁶ + 48x⁷ − 21x⁸ of x = (3 − 1)/(5 − 1).
expect_near "$(table_column values.tab G1_1 | head -n 1)" 0.7734375 1e-14
expect_near "$(table_column values.tab G1_2 | head -n 1)" 0.85546875 1e-14
expect_ok symfunc --set set.sf --list
expect_stdout '^G1 Si O cutoff=5 cutoff-function=envelope p=6 inner=0.2$'
cp "$OUT" listed.sf
expect_ok symfunc --set listed.sf --list
expect_same "$OUT" listed.sf
sed 's/p=5/p=1/' set.sf >low.sf
expect_fail 1 '^symfunc: low.sf:3: p is out of range, expected a whole number from 2 to 64, got 1$' \
  symfunc --set low.sf frames.xyz

# A fit by its derivatives, and its forces by the kernel; inputs scaled before a fit of site energies.
printf 'nnpipe-sf 1\nunits metal\ncutoff-function envelope p=6\n' >fit.sf
for r_s in 2 3 4; do echo "G2 Si Si eta=2 r_s=$r_s cutoff=4.5" >>fit.sf; done
for lambda in -1 1; do echo "G5 Si Si Si eta=0.05 zeta=2 lambda=$lambda cutoff=4.5" >>fit.sf; done
make-cell diamond --element Si --constant 5.431 --repeat 2,2,2 -o si.xyz
run-md --quiet --potential "$SHARE/potentials/Si.sw" --temperature 300 --steps 60 --every 5 si.xyz -o train.xyz
fit-mlp --quiet --set fit.sf --forces --hidden 5 --epochs 10 train.xyz -o si.nnp
grep -q ' cutoff-function=envelope p=6$' si.nnp || unmet 'the potential does not say its cutoff function'
expect_ok validate --quiet --potential si.nnp --check-gradients 5 --max-gradient-rmse 0.01 train.xyz -o errors.tab
sample-md --quiet --potential "$SHARE/potentials/Si.sw" --temperature 300 --steps 60 --atoms 8 si.xyz -o sites.xyz
expect_ok bash -o pipefail -c 'symfunc --set fit.sf sites.xyz | scale --method center \
  | fit-mlp --quiet --hidden 4 --epochs 20 -o sites.nnp'
expect_ok validate --quiet --potential sites.nnp --check-gradients 5 --max-gradient-rmse 0.01 train.xyz -o errors.tab
