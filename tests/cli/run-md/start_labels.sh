# Labels of the frame that a run begins with are another structure's: frames of the run and of relax have none of them,
# but keep what is no label.
sw=$SHARE/potentials/Si.sw
cat >start.xyz <<'EOS'
2
Properties=species:S:1:pos:R:3:REF_forces:R:3:dft_force:R:3:spread:R:1:tag:I:1 pbc="F F F" energy=-2 REF_energy=-3.5 dft_energy=-4 free_energy=-3.4 REF_stress="1 0 0 0 1 0 0 0 1" energy_spread=0.2 config_type=dimer note=mine
Si 0 0 0 1 2 3 4 5 6 0.1 7
Si 2.3 0 0 1 2 3 4 5 6 0.1 8
EOS
for program in 'run-md --temperature 100 --steps 2 --every 1' relax \
  'sample-md --temperature 100 --steps 2 --no-sampling --every 1 --whole-frames'; do
  expect_status 0 $program --quiet --potential "$sw" start.xyz -o out.xyz
  ! grep -qE '(REF|dft|free)_|spread' out.xyz || unmet "${program%% *} keeps a label: $(sed -n 2p out.xyz)"
  grep -q 'tag:I:1' out.xyz && grep -q 'config_type=dimer.* note=mine' out.xyz || unmet "${program%% *} drops other keys"
  # The energy is the potential's.
  awk 'match($0, / energy=[^ ]*/) { if (substr($0, RSTART + 8, RLENGTH - 8) + 0 > -2.1) exit 1 }' out.xyz ||
    unmet "${program%% *} has the start's energy"
done
