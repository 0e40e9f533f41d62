# The same atoms through label, through run-md and through stock LAMMPS on 1, 2 and 4 ranks: energy to 1e-10, forces to
# 1e-9 eV/Å, every component of the pressure to 1e-8, and positions after 100 steps to 1e-8 Å, for a crystal of
# silicon, for a skewed cell of quartz and for a committee.
[[ -e $BUILD/lib/nnpipe/kim/libkim-api-portable-model.so ]] || skip 'built without the KIM API'
need_lammps
export KIM_API_PORTABLE_MODELS_DIR=$PWD/models OMPI_MCA_mpi_yield_when_idle=1 OMP_NUM_THREADS=1

# lammps RANKS MODEL ELEMENTS: 100 steps from model.data; thermo in thermo, positions and forces of both ends in
# run.dump.
lammps() {
  cat >in.lammps <<END_OF_INPUT
units metal
atom_style atomic
box tilt large
read_data $2.data
pair_style kim $2
pair_coeff * * $3
velocity all create 300 4711 loop geom
compute pair all pressure NULL virial
fix 1 all nve
dump 1 all custom 100 run.dump id type xu yu zu vx vy vz fx fy fz
dump_modify 1 sort id format float %.17g
thermo_style custom step pe c_pair[1] c_pair[2] c_pair[3] c_pair[4] c_pair[5] c_pair[6]
thermo_modify format float %.16g norm no
thermo 100
timestep $timestep
run 100
END_OF_INPUT
  local start=()
  (($1 == 1)) || start=(mpirun --allow-run-as-root --oversubscribe -np "$1")
  "${start[@]}" lmp -in in.lammps >log 2>&1 || { tail -n 5 log >&3; unmet "lmp on $1 ranks failed"; }
  awk '/^ *Step/ { on = 1; next } on && $1 == "Loop" { exit } on { print }' log >thermo
}

# agree MODEL POTENTIAL ELEMENTS: what LAMMPS has left, against label and run-md.
agree() {
  expect_ok reformat --elements "$3" run.dump -o lammps.xyz
  expect_status 0 label --quiet --potential "$2" --on-extrapolation ignore lammps.xyz -o label.xyz
  head -n $(($(head -n 1 lammps.xyz) + 2)) lammps.xyz >start.xyz
  expect_status 0 run-md --potential "$2" --ensemble nve --timestep "$timestep" --steps 100 --every 100 \
    --on-extrapolation ignore start.xyz -o run.xyz
  awk '
    function size(x) { return x < 0 ? -x : x }
    function value(key) { return match($0, " " key "=(\"[^\"]*\"|[^ ]*)") ? substr($0, RSTART + length(key) + 2, RLENGTH - length(key) - 2) : "" }
    FILENAME == "thermo" { energy[NR] = $2; for (k = 1; k <= 6; ++k) pressure[NR, k] = $(k + 2); next }
    FNR == 1 { frame = 0; left = 0 }
    left == 0 { left = $1 + 2; ++frame; line = 0 }
    { --left; ++line }
    line == 2 {
      delete at
      n = split(value("Properties"), p, ":")
      for (k = 1; k <= n; k += 3) { at[p[k]] = column + 1; column += p[k + 2] }
      column = 0
    }
    line == 2 && FILENAME == "label.xyz" {
      e = value("energy")
      if (size(e - energy[frame]) > 1e-10 * size(e)) print "energy " energy[frame] ", expected " e
      s = value("stress"); gsub("\"", "", s); split(s, w, " ")
      split("1 5 9 2 3 6", order, " ")  # xx yy zz xy xz yz
      largest = 0
      for (k = 1; k <= 6; ++k) { want[k] = -w[order[k]] * 1602176.5; if (size(want[k]) > largest) largest = size(want[k]) }
      for (k = 1; k <= 6; ++k) if (size(pressure[frame, k] - want[k]) > 1e-8 * largest) print "pressure " k ": " pressure[frame, k] " bar, expected " want[k]
    }
    line > 2 {
      for (k = 0; k < 3; ++k) {
        if (FILENAME == "lammps.xyz") { f[frame, line, k] = $(at["forces"] + k); x[frame, line, k] = $(at["pos"] + k) }
        if (FILENAME == "label.xyz" && size($(at["forces"] + k) - f[frame, line, k]) > 1e-9) { print "atom " line - 2 ": force " f[frame, line, k] ", expected " $(at["forces"] + k); exit }
        if (FILENAME == "run.xyz" && size($(at["pos"] + k) - x[frame, line, k]) > 1e-8) { print "frame " frame ", atom " line - 2 ": at " x[frame, line, k] ", expected " $(at["pos"] + k); exit }
      }
      if (FILENAME == "run.xyz") ++compared
    }
    END { if (compared < 2 * 200) print "only " compared + 0 " positions compared" }' thermo lammps.xyz label.xyz run.xyz >said
  [[ ! -s said ]] || unmet "$1, $ranks ranks: $(head -n 1 said)"
}

# A model of silicon that was published, and two fitted a little to frames of classical potentials.
expect_ok reformat --units bohr-hartree "$REFERENCE/runner-si" -o Si.nnp
expect_ok make-cell diamond --element Si --constant 5.431 --repeat 3,3,3 --rattle 0.1 --seed 7 -o Si.xyz
expect_ok make-cell alpha-quartz --repeat 3,3,3 --rattle 0.05 --seed 3 -o SiO2.xyz
for seed in 1 2 3; do
  make-cell diamond --element Si --constant 5.431 --rattle 0.1 --seed $seed | label \
    --potential "$SHARE/potentials/Si.sw" >>si_train.xyz
  make-cell alpha-quartz --repeat 2,2,2 --rattle 0.04 --seed $seed | label \
    --potential "$SHARE/potentials/SiO.1990.vashishta" >>sio_train.xyz
done
expect_status 0 fit-mlp --set auto --functions symmetry --forces --hidden 4 --epochs 20 --validation 0 --seed 1 \
  sio_train.xyz -o SiO2.nnp
expect_status 0 fit-mlp --set "$SHARE/symfunc/si-short.sf" --hidden 4 --epochs 5 --validation 0 \
  --committee 3 si_train.xyz -o committee.nnp
cp Si.xyz committee.xyz
for model in Si SiO2 committee; do
  elements=Si
  timestep=0.001
  # A network of three frames is rough: of long steps runs would soon differ by what rounding makes of it.
  [[ $model != SiO2 ]] || { elements='O Si' timestep=0.00025; }
  expect_ok reformat --to lammps-data --elements "${elements/ /,}" $model.xyz -o $model.data
  expect_ok reformat --to kim --name $model $model.nnp -o models
  for ranks in 1 2 4; do
    ((ranks == 1)) || command -v mpirun >/dev/null || continue
    lammps $ranks $model "$elements"
    agree $model $model.nnp "${elements/ /,}"
  done
done
