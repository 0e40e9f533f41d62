# A wanted number by each method; frames that are like others; site samples; two elements; the same on any threads.
set=$SHARE/symfunc/si-short.sf
for ((k = 1; k <= 20; ++k)); do make-cell diamond --element Si --constant "5.4$((10 + k))" --rattle 0.02 \
  --seed $k; done >many.xyz
make-cell diamond --element Si --constant 5.9 --rattle 0.02 --seed 99 >>many.xyz
make-cell diamond --element Si --constant 5.0 --rattle 0.02 --seed 98 >>many.xyz

for method in farthest cur random; do
  expect_ok pick --set "$set" --number 4 --method $method many.xyz --table t.tab -o $method.xyz
  expect_frames 4 $method.xyz
  expect_rows 22 t.tab
  [[ $(grep -c ' picked ' t.tab) == 4 && $(grep -c ' left ' t.tab) == 18 ]] || unmet "$method: outcomes"
  expect_ok pick --set "$set" --number 4 --method $method --threads 2 many.xyz -o again.xyz
  expect_same <(grep -v Lattice again.xyz) <(grep -v Lattice $method.xyz)
done
# The two far ones are among the farthest and not among equals.
expect_ok pick --set "$set" --number 2 many.xyz --table t.tab -o two.xyz
[[ $(table_value t.tab outcome frame=21) == picked && $(table_value t.tab outcome frame=22) == picked ]]
expect_ok pick --set "$set" --number 10 --database two.xyz --distinct 0.001 two.xyz --allow-none -o none.xyz
[[ ! -s none.xyz ]] || unmet 'frames of the data base were taken'
# Copies are passed over; what is moved as a whole is a copy.
make-cell diamond --element Si --constant 5.431 --rattle 0.1 --seed 5 -o one.xyz
awk 'NR > 2 { $2 += 1; $3 -= 2 } 1' one.xyz >moved.xyz
cat one.xyz moved.xyz many.xyz one.xyz >copies.xyz
expect_ok pick --set "$set" --database many.xyz --distinct 1e-4 copies.xyz --table t.tab -o distinct.xyz
expect_frames 1 distinct.xyz
[[ $(table_value t.tab outcome frame=2) == similar && $(table_value t.tab outcome frame=3) == similar ]]

# The worst by one criterion.
head -n 20 many.xyz | label --potential "$SHARE/potentials/Si.sw" -o seen.xyz
fit-mlp --set "$set" --forces --hidden 3 --epochs 2 --validation 0 -o si.nnp seen.xyz 2>/dev/null
expect_ok pick --potential si.nnp --extrapolation 0 --number 2 --method worst many.xyz --table t.tab -o worst.xyz
awk '!/^#/ { print $5, $2 }' t.tab | sort -gr | head -n 2 | grep -c picked | grep -qx 2

# Site samples: their first atom alone.
sample-md --potential "$SHARE/potentials/Si.sw" --temperature 1000 --steps 50 --atoms 3 --alpha 1 one.xyz -o samples.xyz
expect_ok pick --set "$set" --number 3 samples.xyz -o three.xyz
expect_frames 3 three.xyz
grep -q site_energy three.xyz

# Two elements, one of which a frame may not have.
make-cell beta-cristobalite --rattle 0.05 --count 3 -o silica.xyz
symfunc --design silica.xyz -o silica.sf
cat silica.xyz one.xyz >mixed.xyz
expect_ok pick --set silica.sf --number 2 mixed.xyz --table t.tab -o two.xyz
[[ $(table_value t.tab outcome frame=4) == picked ]] || unmet 'silicon alone is far from silica'
