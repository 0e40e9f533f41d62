# Stock LAMMPS runs our potentials through KIM, and agrees with label on energy, forces and pressure.
[[ -e $BUILD/lib/nnpipe/kim/libkim-api-portable-model.so ]] || skip 'built without the KIM API'
expect_fail 2 '^reformat: --to kim: expected --name NAME' reformat --to kim "$REFERENCE/n2p2/si.nnp" -o models
expect_fail 2 "^reformat: --name: expected letters, digits and _ as in Si_nnp, got 'a b'" reformat --to kim \
  --name 'a b' x.nnp -o models
expect_fail 1 'units lj, expected metal' reformat --to kim --name Si_nnp "$REFERENCE/n2p2/si.nnp" -o models
expect_ok reformat --units bohr-hartree "$REFERENCE/runner-si" -o si.nnp
expect_fail 2 'expected -o FOLDER' reformat --to kim --name Si_nnp si.nnp
expect_ok reformat --to kim --name Si_nnp si.nnp -o models
expect_file models/Si_nnp/libkim-api-portable-model.so models/Si_nnp/member001.nnp

need_lammps
export KIM_API_PORTABLE_MODELS_DIR=$PWD/models

# run_lammps RANKS MODEL DATA ELEMENTS: thermo in log, forces of the first and last step in forces.dump.
run_lammps() {
  cat >in.lammps <<END
units metal
atom_style atomic
box tilt large
read_data $3
pair_style kim $2
pair_coeff * * $4
velocity all create 300 4711 loop geom
compute site all pe/atom
compute sum all reduce sum c_site
compute stress all stress/atom NULL virial
compute p all reduce sum c_stress[1] c_stress[4]
compute pair all pressure NULL virial
fix 1 all nve
dump 1 all custom 100 forces.dump id type x y z fx fy fz
dump_modify 1 sort id format float %.17g
thermo_style custom step pe c_sum vol c_p[1] c_p[2] c_pair[1] c_pair[4]
thermo_modify format float %.16g norm no
timestep 0.001
run 100
END
  if (($1 == 1)); then lmp -in in.lammps >log 2>&1 || { tail -n 5 log >&3; unmet 'lmp failed'; }
  else OMP_NUM_THREADS=1 mpirun --allow-run-as-root --oversubscribe -np "$1" lmp -in in.lammps >log 2>&1 || { tail \
    -n 5 log >&3; unmet "lmp on $1 ranks failed"; }
  fi
  awk '/^ *Step/ { on = 1; next } on && $1 == "Loop" { exit } on { print }' log >thermo
}

# agree POTENTIAL…: LAMMPS's dump labelled by us (the mean of them) has LAMMPS's forces, energy and pressure.
agree() {
  local frames=$1
  shift
  expect_ok reformat --elements "$frames" forces.dump -o dumped.xyz
  local k=0 labelled=()
  for potential in "$@"; do
    k=$((k + 1))
    # Some of these atoms are at random, and nearer than any bond: that is said, and right.
    expect_status 0 label --on-extrapolation ignore --potential "$potential" dumped.xyz -o labelled$k.xyz
    labelled+=(labelled$k.xyz)
  done
  awk -v n=$# '
    function size(x) { return x < 0 ? -x : x }
    FILENAME == "thermo" { energy[NR] = $2; sum[NR] = $3; volume = $4; site[NR, 1] = $5; site[NR, 2] = $6; p[NR, 1] = $7; p[NR, 2] = $8; next }
    FNR == 1 { frame = 0; left = 0; ++file }
    left == 0 { left = $1 + 2; ++frame; line = 0 }
    { --left; ++line }
    line == 2 {
      match($0, / energy=[^ ]+/); if (FILENAME != "dumped.xyz") e[frame] += substr($0, RSTART + 8, RLENGTH - 8)
      if (FILENAME != "dumped.xyz") { match($0, /stress="[^"]+"/); split(substr($0, RSTART + 8, RLENGTH - 9), s, " "); w[frame, 1] -= s[1]; w[frame, 2] -= s[2] }
      match($0, /Properties=[^ ]+/); m = split(substr($0, RSTART + 11, RLENGTH - 11), q, ":")
      column = 1; for (k = 1; k <= m && q[k] != "forces"; k += 3) column += q[k + 2]
    }
    line > 2 {
      for (k = 0; k < 3; ++k) {
        if (FILENAME == "dumped.xyz") want[frame, line, k] = $(column + k)
        else got[frame, line, k] += $(column + k) / n
      }
      last = line
    }
    END {
      for (f = 1; f <= 2; ++f) {
        e[f] /= n
        if (size(e[f] - energy[f]) > 1e-10 * size(e[f])) print "energy " energy[f] ", expected " e[f]
        if (size(sum[f] - energy[f]) > 1e-10 * size(e[f])) print "site energies sum to " sum[f] ", expected " energy[f]
        for (k = 1; k <= 2; ++k) {
          pressure = w[f, k] / n * 1602176.5
          if (size(p[f, k] - pressure) > 1e-2) print "pressure " p[f, k] " bar, expected " pressure
          if (size(-site[f, k] / volume - pressure) > 1e-2) print "pressure of sites " -site[f, k] / volume ", expected " pressure
        }
        for (l = 3; l <= last; ++l) for (k = 0; k < 3; ++k) {
          if (size(want[f, l, k] - got[f, l, k]) > 1e-9) { print "frame " f ", atom " l - 2 ": force " want[f, l, k] ", expected " got[f, l, k]; exit }
        }
      }
    }' thermo dumped.xyz "${labelled[@]}" >said
  [[ ! -s said ]] || unmet "$(head -n 1 said)"
}

# network SEED: a folder of RuNNer's with a random network of silicon and oxygen; LAMMPS does not mind.
network() {
  mkdir -p net$1
  cat >net$1/input.nn <<END
number_of_elements 2
elements Si O
atom_energy Si -100
atom_energy O -400
cutoff_type 6
center_symmetry_functions
global_hidden_layers_short 1
global_nodes_short 4
global_activation_short t l
END
  for c in O Si; do
    for e in O Si; do echo "symfunction_short $c 2 $e 0.5 1.5 4.5"; done
    echo "symfunction_short $c 9 O Si 0.02 1 2 4.5"
    echo "symfunction_short $c 3 O O 0.01 -1 1 4"
  done >>net$1/input.nn
  for e in 1 2; do for f in 1 2 3 4; do echo "$e $f 0 10 0.5 1"; done; done >net$1/scaling.data
  for z in 008 014; do
    awk -v seed="$1$z" 'BEGIN { for (k = 1; k <= 25; ++k) printf "%.6f\n", sin(seed * k * k) }' >net$1/weights.$z.data
  done
}

expect_ok make-cell diamond --element Si --constant 5.431 --repeat 3,3,3 --rattle 0.1 --seed 7 -o si.xyz
expect_ok reformat --to lammps-data si.xyz -o si.data
for ranks in 1 2; do
  ((ranks == 1)) || command -v mpirun >/dev/null || continue
  run_lammps $ranks Si_nnp si.data Si
  agree Si si.nnp
done

# Three networks of two elements as a committee, in a skewed cell.
committee=()
for k in 1 2 3; do
  network $k
  expect_ok reformat --units angstrom-ev net$k -o net$k.nnp
  committee+=(net$k.nnp)
done
expect_ok reformat --to kim --name SiO2_committee "${committee[@]}" -o models
expect_ok make-cell alpha-quartz --repeat 3,3,3 --rattle 0.05 --seed 3 -o quartz.xyz
expect_ok reformat --to lammps-data --elements Si,O quartz.xyz -o quartz.data
run_lammps 1 SiO2_committee quartz.data 'Si O'
agree Si,O "${committee[@]}"
expect_fail 1 'its elements are not those of si.nnp' reformat --to kim --name x si.nnp net1.nnp -o models

# Core repulsion goes along: here it reaches the nearest neighbours.
for seed in 1 2 3; do
  make-cell diamond --element Si --constant 5.431 --rattle 0.1 --seed $seed | label \
    --potential "$SHARE/potentials/Si.sw" >>train.xyz
done
expect_status 0 fit-mlp --set "$SHARE/symfunc/si-short.sf" --hidden 3 --epochs 2 --validation 0 \
  --zbl 0.8,2.6 train.xyz -o repelled.nnp
grep -q '^zbl' repelled.nnp || unmet 'no core repulsion in the potential'
expect_ok reformat --to kim --name Si_repelled repelled.nnp -o models
run_lammps 1 Si_repelled si.data Si
agree Si repelled.nnp

# Functions of moments over two elements, by a committee.
cat >moments.sf <<'END'
nnpipe-sf 1
units metal
END
for c in Si O; do
  echo "moments $c cutoff=4.5 degree=3 radial=4"
  for k in 0 1 2; do
    for e in Si O; do echo "channel $c $k $e 0.$((k + 2)) $([[ $e == O ]] && echo -0.4 || echo 0.6) 0 0.$((k + 3))"; \
      done
  done
  for e in Si O; do echo "pair-channel $c 0 $e 1 0.3"; done
  echo "pair $c k=0"
  for l in 0 1 2 3; do echo "power $c k=0,1 l=$l"; done
  echo "bispectrum $c k=0,1,2 l=1,1,2"
  echo "bispectrum $c k=0,2,2 l=2,3,3"
  echo "product $c power k=0,1 l=1 bispectrum k=0,1,2 l=1,1,2"
done >>moments.sf
for seed in 1 2 3; do
  make-cell alpha-quartz --rattle 0.05 --seed $seed | label --potential "$SHARE/potentials/SiO.1997.vashishta" \
    >>sio2.xyz
done
expect_status 0 fit-mlp --set moments.sf --hidden 4 --epochs 2 --validation 0 --committee 2 sio2.xyz -o moments.nnp
grep -q '^moments Si' moments.nnp || unmet 'no moments in the potential'
expect_ok reformat --to kim --name SiO2_moments moments.nnp -o models
run_lammps 1 SiO2_moments quartz.data 'Si O'
agree Si,O moments.nnp
expect_status 0 fit-mlp --set moments.sf --hidden 4 --epochs 1 --validation 0 --zbl none sio2.xyz \
  -o alone.nnp
expect_fail 1 "RuNNer has no function 'pair" reformat --to runner alone.nnp -o runner
