# Where a run is no physics any more it ends with status 3 and one message; what it wrote before is kept and whole.
reformat --no-provenance "$REFERENCE/lammps/si64.data" -o si64.xyz
sw=$SHARE/potentials/Si.sw
sample-md --potential "$sw" --temperature 300 --steps 100 --whole-frames --no-sampling --every 10 si64.xyz -o frames.xyz
fit-mlp --quiet --set "$SHARE/symfunc/si-short.sf" --forces --hidden 4 --epochs 3 frames.xyz -o si.nnp

# A network of a cold crystal, in a melt: functions are whole ranges outside.
hot() { run-md --potential si.nnp --temperature 30000 --steps 200 --every 5 --watch 1 "$@" si64.xyz -o traj.xyz; }
expect_status 3 hot --thermo 1 --thermo-output thermo.tab
expect_stderr '^run-md: ended at step [0-9]+ of 200: atom [0-9]+ \(Si\): G[25] Si .* is .*, expected at most 500 %; outside the training range since step [0-9]+, last inside at step [0-9]+; the last frame inside is that of step [0-9]+$'
(($(grep -c '^run-md: warning: ' "$ERR") <= 2)) || unmet 'a flood of warnings'
last=$(sed -nE 's/.*ended at step ([0-9]+) .*/\1/p' "$ERR")
expect_rows "$((last + 1))" thermo.tab
tail -n 66 traj.xyz | sed -n 2p | grep -q "step=$last " || unmet 'the trajectory lacks the step it ended at'
inside=$(sed -nE 's/.*that of step ([0-9]+)$/\1/p' "$ERR")
grep -q "step=$inside " traj.xyz || unmet "no frame of step $inside"
expect_status 0 run-md --quiet --potential si.nnp --temperature 300 --steps 20 si64.xyz -o traj.xyz

# Two atoms on one another, by any potential and any tool; who asks for core repulsion has collisions in mind.
printf '2\nLattice="12 0 0 0 12 0 0 0 12" Properties=species:S:1:pos:R:3 pbc="T T T"\nSi 0 0 0\nSi 0 0 0.5\n' >near.xyz
near='atoms 1 \(Si\) and 2 \(Si\) are 0.5 Å apart, expected at least 0.888 Å, two fifths of the sum of their covalent radii'
expect_status 3 run-md --potential "$sw" --temperature 300 --steps 10 near.xyz -o out.xyz
expect_stderr "^run-md: ended at step 0 of 10: $near\$"
expect_frames 1 out.xyz
expect_status 3 label --potential "$sw" near.xyz -o out.xyz
expect_stderr "^label: 1 of 1 frames is unphysical, first near.xyz: frame 1: $near\$"
expect_frames 1 out.xyz
expect_status 3 sample-md --potential "$sw" --temperature 300 --steps 10 --no-sampling near.xyz -o out.xyz
expect_stderr "^sample-md: near.xyz: frame 1: ended at step 0 of 10: $near"
expect_status 3 relax --potential "$sw" --steps 0 near.xyz -o out.xyz
expect_stderr "is unphysical, first near.xyz: frame 1: $near\$"
expect_ok label --potential "$sw+zbl:inner=0.8,outer=1.6" near.xyz -o out.xyz
for tool in "run-md --steps 1 --temperature 300 --timestep 1e-6" label; do
  # shellcheck disable=SC2086
  keep $tool --potential "$sw" --on-extrapolation ignore near.xyz -o out.xyz
  [[ $STATUS == 0 ]] || unmet "$tool: exit status $STATUS"
done

# A run that blows up: no frame of what is no physics, the table whole.
expect_status 3 run-md --potential "$sw" --temperature 300 --timestep 0.3 --steps 200 --every 1 --thermo 1 \
  --thermo-output thermo.tab si64.xyz -o traj.xyz
expect_stderr '^run-md: si64.xyz: frame 1: step [0-9]+: .*; last inside these limits at step [0-9]+; the last frame'
expect_file traj.xyz
expect_rows "$(grep -c Lattice traj.xyz)" thermo.tab
