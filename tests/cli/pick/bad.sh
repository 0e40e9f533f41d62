# Command lines that cannot be meant, potentials that are none, inputs that are broken.
set=$SHARE/symfunc/si-short.sf
make-cell diamond --element Si --constant 5.431 --rattle 0.05 --count 3 -o si.xyz
expect_fail 2 'expected --potential or --set, one of them' pick --number 3 si.xyz
expect_fail 2 'expected a criterion, --distinct, or --number' pick --set "$set" si.xyz
expect_fail 2 '--extrapolation: expected LOW, not negative, or LOW,HIGH' pick --set "$set" --extrapolation 2,1 si.xyz
expect_fail 2 '--novelty: expected LOW' pick --set "$set" --novelty -1 si.xyz
expect_fail 2 '--extrapolation and spreads need --potential' pick --set "$set" --extrapolation 0 si.xyz
expect_fail 2 '--novelty and --distinct need --potential, or --database' pick --set "$set" --novelty 0.1 si.xyz
expect_fail 2 '--mean-novelty needs --database' pick --set "$set" --mean-novelty 0.1 si.xyz
expect_fail 2 '--method worst needs a criterion' pick --set "$set" --method worst --number 2 si.xyz
expect_fail 2 '--distinct with --number needs --method farthest' pick --set "$set" --method cur --distinct 1 \
  --number 2 si.xyz
expect_fail 1 'no/such.nnp: cannot open' pick --potential no/such.nnp --extrapolation 0 si.xyz
expect_fail 1 'no/such/t.tab: cannot create' pick --set "$set" --number 1 --table no/such/t.tab si.xyz
gen-lj --points 200 | fit-mlp --hidden 2 --epochs 2 -o lj.nnp 2>/dev/null
expect_fail 1 'the potential has no symmetry functions, expected a network of atoms' pick --potential lj.nnp \
  --extrapolation 0 si.xyz
label --potential "$SHARE/potentials/Si.sw" si.xyz | fit-mlp --set "$set" --forces --hidden 2 --epochs 1 \
  --validation 0 -o one.nnp 2>/dev/null
expect_fail 1 'the potential has one network, expected a committee of two or more' pick --potential one.nnp \
  --force-spread 1 si.xyz
make-cell diamond --element C --constant 3.57 -o c.xyz
expect_fail 1 'c.xyz: frame 1: atom 1: element .C. is not in the set, which has Si' pick --potential one.nnp \
  --extrapolation 0 c.xyz
expect_fail 1 'stdin: no frames' pick --potential one.nnp --extrapolation 0 </dev/null
expect_closed_pipe pick --set "$set" --number 3 si.xyz
expect_full_disk pick --set "$set" --number 3 si.xyz
