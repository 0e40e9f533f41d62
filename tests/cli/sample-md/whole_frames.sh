# Whole frames carry the labels of the reference potential.
reformat --no-provenance "$REFERENCE/lammps/si64.data" -o si64.xyz
sw=$SHARE/potentials/Si.sw
expect_ok sample-md --potential "$sw" --steps 40 --no-sampling --every 20 --whole-frames si64.xyz
expect_frames 3 "$OUT"
cp "$OUT" frames.xyz
[[ $(grep -c 'energies:R:1:forces:R:3.* energy=.* stress=.* step=' frames.xyz) == 3 ]] || unmet 'labels are missing'
expect_ok sample-md --potential "$sw" --steps 20 --alpha 1e-6 --whole-frames si64.xyz
expect_frames 21 "$OUT"
expect_ok sample-md --potential "$sw" --steps 20 --alpha 1e9 --whole-frames --tau-max 5 si64.xyz
expect_frames 5 "$OUT"
