# Site samples: when they are taken, what they hold.
reformat --no-provenance "$REFERENCE/lammps/si64.data" -o si64.xyz
sw=$SHARE/potentials/Si.sw
expect_ok sample-md --no-provenance --potential "$sw" --steps 1 --cutoff 2.6 --no-sampling si64.xyz
expect_frames 2 "$OUT"
[[ $(sed -n 1p "$OUT") == 5 && $(sed -n 3p "$OUT") == 'Si 0 0 0' ]] || unmet 'not an atom and its four neighbours'
sed -n 2p "$OUT" | grep \
  -Eq '^Properties=species:S:1:pos:R:3 site_energy=-4\.[0-9]+ pbc="F F F" units=metal atom=[0-9]+ step=0 reach=2.6 site_force="[^"]+"$' \
  || unmet 'the comment line is another'

expect_ok sample-md --potential "$sw" --temperature 500 --timestep 0.001 --steps 100 --alpha 1.0 --tau-max 10 \
  --atoms 5 si64.xyz
cp "$OUT" samples.xyz
head -n 2 samples.xyz | grep -q 'reach=6 .*made_by="sample-md' || unmet 'no reach or history in the first sample'
[[ $(grep -c site_energy samples.xyz) == $(grep -c 'pbc="F F F"' samples.xyz) ]] || unmet 'a sample has no site energy'
((5 * 10 <= $(grep -c site_energy samples.xyz) && $(grep -c site_energy samples.xyz) <= 5 * 101)) || \
  unmet 'too many or too few samples'

# A huge alpha: every tau-max steps alone; a tiny one: every step.
count() { sample-md --potential "$sw" --steps 60 "$@" si64.xyz | grep -c site_energy; }
[[ $(count --alpha 1e9 --tau-max 20) == 4 ]] || unmet 'not every 20 steps'
[[ $(count --alpha 1e-9 --atoms 2) == 122 ]] || unmet 'not every step'
[[ $(count --alpha Si=1e9 --tau-max 20 --element Si --equilibrate 5) == 4 ]] || unmet 'not every 20 steps after others'
[[ $(count --no-sampling --every 15) == 5 ]] || unmet 'not every 15 steps'
[[ $(count --no-sampling --atoms 64) == 3904 ]] || unmet 'not every atom at every step'

# Seeds and threads.
for run in "1 1" "1 3" "2 1"; do
  set -- $run
  sample-md --no-provenance --potential "$sw" --temperature 300 --steps 20 --atoms 3 --seed "$1" \
    --threads "$2" si64.xyz -o "$1$2.xyz"
done
expect_same 11.xyz 13.xyz
! cmp -s 11.xyz 21.xyz || unmet 'another seed gives the same samples'

# Each frame starts a run of its own.
cat si64.xyz si64.xyz >both.xyz
[[ $(sample-md --potential "$sw" --steps 5 --no-sampling both.xyz | grep -c site_energy) == 12 ]] || \
  unmet 'not two runs'
expect_closed_pipe sample-md --potential "$sw" --steps 500 --atoms 20 si64.xyz
expect_full_disk sample-md --potential "$sw" --steps 10 si64.xyz

# At a temperature that is held, after an equilibration with noise of its own.
expect_ok sample-md --potential "$sw" --ensemble langevin --temperature 400 --equilibrate 20 --steps 20 \
  --no-sampling --every 10 --whole-frames si64.xyz
expect_frames 3 "$OUT"
