# The thesis's Lennard-Jones fit (8.1, 8.2: 0.896 meV, 24.3 meV/Å): ten nodes, ten thousand points, nothing else said.
expect_ok gen-lj --points 1000 --range 3.2,8.5125 --seed 2 --slope -o test.tab
expect_ok gen-lj --points 10000 --range 3.2,8.5125 --seed 1 -o train.tab
expect_ok fit-mlp --test test.tab --errors errors.tab --log log.tab train.tab -o lj.nnp
expect_only errors.tab lj.nnp log.tab test.tab train.tab
expect_less "$(table_value errors.tab rmse quantity=energy)" 0.0005
expect_less "$(table_value errors.tab rmse quantity=slope)" 0.03
# The file makes a potential that agrees with the real one: dimers by both.
for r in 3.3 3.8 4.7 6.1 8.4; do
  printf '2\nProperties=species:S:1:pos:R:3 pbc="F F F"\nAr 0 0 0\nAr %s 0 0\n' "$r"
done >dimers.xyz
expect_ok label --potential lj.nnp dimers.xyz -o fit.xyz
expect_ok label --potential lj:epsilon=0.010323,sigma=3.405,cutoff=8.5125,shift dimers.xyz -o real.xyz
paste <(frame_energies fit.xyz) <(frame_energies real.xyz) >energies
expect_lines 5 energies
while read -r fit real; do expect_near "$fit" "$real" 2e-6; done <energies
# Beyond the cutoff there is nothing.
printf '2\nProperties=species:S:1:pos:R:3 pbc="F F F"\nAr 0 0 0\nAr 8.6 0 0\n' >far.xyz
expect_ok label --potential lj.nnp far.xyz -o far.out
expect_near "$(frame_energies far.out)" 0 0
