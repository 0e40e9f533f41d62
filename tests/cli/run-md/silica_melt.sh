# Molten silica, LAMMPS and here: energy and forces of frames of the melt, and the liquids that both make of one
# crystal.
command -v lmp >/dev/null || skip 'there is no lmp (Debian: lammps)'
silica=$SHARE/potentials/SiO.1997.vashishta
make-cell beta-cristobalite --constant 7.16 --repeat 2,2,2 -o crystal.xyz
melt=(run-md --potential "$silica" --ensemble bussi)
"${melt[@]}" --temperature 8000,4000 --steps 1000 --every 0 crystal.xyz -o broken.xyz
"${melt[@]}" --temperature 4000 --steps 4000 --every 50 --thermo 50 --thermo-output melt.tab broken.xyz -o melt.xyz
# Where atoms are as near to each other as in no crystal, both say the same of them.
label --lammps "pair_style vashishta; pair_coeff * * $silica {elements}" <(tail -n 1164 melt.xyz) -o theirs.xyz
expect_ok validate --potential "$silica" --max-energy-rmse 1e-6 --max-force-rmse 1e-5 --max-stress-rmse 1e-6 theirs.xyz

reformat --to lammps-data crystal.xyz -o crystal.data
cat >in <<END
units metal
atom_style atomic
read_data crystal.data
pair_style vashishta
pair_coeff * * $silica O Si
timestep 0.001
velocity all create 8000 4711 mom yes dist gaussian
fix 1 all nve
fix 2 all langevin 8000 4000 0.05 815
run 1000
fix 2 all langevin 4000 4000 0.1 815
thermo_style custom step temp pe press
thermo 50
dump 1 all custom 50 lmp.dump id type x y z
run 4000
END
lmp -in in -log log -screen none >&3
reformat --elements O,Si --units metal lmp.dump -o lmp.xyz
for run in melt lmp; do
  measure coordination --skip 20 --cutoff 2.0,Si-Si=0.1,O-O=0.1 $run.xyz -o $run-coordination.tab
  measure rdf --skip 20 --cutoff 5 --bins 50 $run.xyz -o $run-rdf.tab
done
# Means of 60 frames of 192 atoms: they scatter by a few per cent.
for neighbours in 1 2 3; do
  expect_near "$(table_value melt-coordination.tab Si-O neighbours=$neighbours)" \
    "$(table_value lmp-coordination.tab Si-O neighbours=$neighbours)" 0.08
done
for pair in O-Si O-O Si-Si; do
  paste <(table_column melt-rdf.tab "g_$pair") <(table_column lmp-rdf.tab "g_$pair") |
    awk '{ sum += ($1 - $2) ^ 2 } END { exit !(NR == 50 && sqrt(sum / NR) < 0.1) }' || unmet "g(r) of $pair differs"
done
theirs=$(awk \
  '/^Step/ { on = 1; n = 0; sum = 0; next } /^Loop/ { on = 0 } on && ++n > 20 { sum += $3; mean = sum / (n - 20) } END { print mean }' log)
measure mean --skip 20 --columns pe melt.tab -o mean.tab
expect_near "$(table_value mean.tab mean quantity=pe)" "$theirs" "$(awk -v e="$theirs" 'BEGIN { print -0.04 * e }')"
