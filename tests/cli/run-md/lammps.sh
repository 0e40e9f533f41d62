# From LAMMPS's data file 100 steps end where LAMMPS ends, with its energies and pressure.
reformat "$REFERENCE/lammps/si64.data" -o si64.xyz
expect_ok run-md --potential "$REFERENCE/lammps/Si.sw" --timestep 0.001 --steps 100 --every 0 --thermo 100 \
  --thermo-output thermo.tab si64.xyz -o end.xyz
expect_frames 1 end.xyz
expect_rows 2 thermo.tab
expect_near "$(table_value thermo.tab etotal step=0)" -269.5207591191008 1e-9
expect_near "$(table_value thermo.tab etotal step=100)" -269.5259063437715 1e-9
expect_near "$(table_value thermo.tab temp step=100)" 531.6452448234515 1e-8
expect_near "$(table_value thermo.tab press step=100)" 7349.047424163278 1e-5
expect_near "$(table_value thermo.tab pxy step=100)" -7530.656352972864 1e-5
expect_near "$(table_value thermo.tab volume step=100)" 1281.531823928 1e-9
reformat --elements Si "$REFERENCE/lammps/sw_si64.step100.dump" -o want.xyz
expect_less "$(awk 'FNR == 1 { ++file } FNR < 3 { next }
  file == 1 { x[FNR] = $2; y[FNR] = $3; z[FNR] = $4; next }
  { for (d = 2; d <= 4; ++d) { e = $d - (d == 2 ? x[FNR] : d == 3 ? y[FNR] : z[FNR]); if (e < 0) e = -e
      if (e > 5.431) e = 10.862 - e; if (e < 0) e = -e; if (e > most) most = e } }
  END { printf "%.3g", most }' end.xyz want.xyz)" 1e-10
