# Silicon comes to rest where Stillinger-Weber has its minimum, by both methods; what does not, says so.
sw=$SHARE/potentials/Si.sw
make-cell diamond --element Si --constant 5.5 --repeat 2,1,1 --rattle 0.15 --seed 3 -o shaken.xyz
length() { sed -n 2p "$1" | sed 's/.*Lattice="\([^ ]*\).*/\1/'; }
for method in lbfgs cg fire; do
  expect_ok relax --potential "$sw" --cell isotropic --method "$method" --force 1e-6 --stress 1e-8 shaken.xyz \
    -o "$method.xyz"
  # 2 × 5.43095 Å and −4.3363 eV an atom: LAMMPS's values for Si.sw.
  expect_near "$(length "$method.xyz")" 10.86190 1e-4
  expect_near "$(frame_energies "$method.xyz")" "$(awk 'BEGIN { print -16 * 4.336601 }')" 2e-3
done
relax --potential "$sw" --cell full --pressure 100000 shaken.xyz -o pressed.xyz
expect_less "$(length pressed.xyz)" 10.6
cat shaken.xyz shaken.xyz >two.xyz
relax --potential "$sw" --fix 1-3 two.xyz -o fixed.xyz
expect_frames 2 fixed.xyz
[[ $(sed -n 4p fixed.xyz | cut -d ' ' -f 1-4) == "$(sed -n 4p shaken.xyz | cut -d ' ' -f 1-4)" ]] || \
  unmet 'a fixed atom moved'
[[ $(sed -n 8p fixed.xyz | cut -d ' ' -f 1-4) != "$(sed -n 8p shaken.xyz | cut -d ' ' -f 1-4)" ]] || \
  unmet 'a free atom did not move'
expect_status 3 relax --potential "$sw" --steps 2 shaken.xyz -o some.xyz
expect_stderr '^relax: shaken.xyz: frame 1: largest force [^ ]* after 2 steps, expected 0.0001$'
expect_frames 1 some.xyz
expect_status 3 relax --potential "$sw" --cell full --steps 1 shaken.xyz -o some.xyz
expect_stderr '^relax: shaken.xyz: frame 1: largest force [^ ]*, stress [^ ]* after 1 step, expected 0.0001 and 1e-06$'
# What stops a method is what is reported: none ends a hair above its limit.
for method in lbfgs cg fire; do
  for seed in 1 2 3; do
    make-cell diamond --element Si --constant 5.6 --strain 0.02,-0.01,0.03,0.01,0.02,0 --rattle 0.1 --seed $seed \
      -o start.xyz
    expect_ok relax --potential "$sw" --cell full --method $method --force 0.01 --stress 0.00002 start.xyz -o end.xyz
  done
done
expect_fail 2 '^relax: --stress needs --cell isotropic or full' relax --potential "$sw" --stress 1 shaken.xyz
expect_fail 2 '^relax: --pressure needs --cell' relax --potential "$sw" --pressure 1 shaken.xyz
expect_fail 2 '^relax: --fix and --cell full exclude each other' relax --potential "$sw" --cell full --fix 1 shaken.xyz
expect_fail 2 '^relax: --fix: expected atoms, got an empty text' relax --potential "$sw" --fix '' shaken.xyz
expect_fail 1 "element 'C' is not in the potential" relax --potential "$sw" <(sed 's/^Si/C/' shaken.xyz)
expect_closed_pipe relax --potential "$sw" <(for i in {1..40}; do cat shaken.xyz; done)
expect_full_disk relax --potential "$sw" shaken.xyz
