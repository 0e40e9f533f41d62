# A model of KIM works in all units that LAMMPS's pair_style kim takes, and for potentials of every kind and sums of
# them; kimspec.edn tells what the model is.
[[ -e $BUILD/lib/nnpipe/kim/libkim-api-portable-model.so ]] || skip 'built without the KIM API'
cp "$SHARE/potentials/Si.sw" .
# A network without a repulsion of its own.
for seed in 1 2 3; do
  make-cell diamond --element Si --constant 5.431 --rattle 0.1 --seed $seed | label --potential Si.sw >>train.xyz
done
expect_status 0 fit-mlp --set "$SHARE/symfunc/si-short.sf" --hidden 3 --epochs 2 --validation 0 --zbl none train.xyz \
  -o net.nnp
expect_fail 1 '^reformat: --elements: Ge is not in net.nnp' reformat --to kim --name Si --elements Ge net.nnp -o models
expect_fail 2 '^reformat: --citations needs --to kim' reformat --citations refs.bib Si.sw
expect_fail 2 'expected the names of files, got -' reformat --to kim --name Si - -o models
printf '@article{a, title = {No end' >cut.bib
expect_fail 1 '^reformat: cut.bib:1: the entry does not end' reformat --to kim --name Si --citations cut.bib \
  net.nnp -o models
printf '%% nothing\n' >none.bib
expect_fail 1 '^reformat: none.bib: no entry of BibTeX' reformat --to kim --name Si --citations none.bib \
  net.nnp -o models

expect_status 0 fit-mlp --set "$SHARE/symfunc/si-short.sf" --hidden 4 --epochs 2 --validation 0 --zbl none --seed 2 \
  train.xyz -o two.nnp
cat >refs.bib <<'END_OF_BIB'
A comment.
@Article{behler2007,
  author = "Behler, J{\"o}rg and Parrinello, Michele", title = {Generalized {N}eural-Network
    Representation}, year = 2007
}
@comment{nothing}
@misc(data, url = {https://example.org/a"b})
END_OF_BIB
expect_status 0 validate --potential net.nnp --price price.tab train.xyz -o errors.tab
expect_fail 1 'no column .quantity' reformat --to kim --name Si --errors price.tab net.nnp -o models
expect_ok reformat --to kim --name Si_sum --errors errors.tab --price price.tab --citations refs.bib \
  net.nnp+two.nnp+zbl:inner=0.8,outer=2.6 -o models
expect_file models/Si_sum/{model.list,member001.nnp,member001_2.nnp,kimspec.edn}
grep -q '^member member001.nnp+member001_2.nnp+zbl:inner=0.8,outer=2.6$' models/Si_sum/model.list || \
  unmet 'another list'
for line in '^{"extended-id" "Si_sum"' '^ "species" \["Si"\]' '^ "potential-type" "neural network . zbl"' \
  '^ "errors" "energy [0-9.e-]+ meV/atom .MAE.' '^ "price" "[0-9.]+ microseconds' '"recordkey" "behler2007"' \
  '"year" "2007"' '"title" "Generalized {N}eural-Network Representation"' '"recordkey" "data"' 'a\\"b'; do
  grep -qE -- "$line" models/Si_sum/kimspec.edn || unmet "kimspec.edn has no line like $line"
done
expect_ok reformat --to kim --name Si_net --elements Si net.nnp -o models
expect_ok reformat --to kim --name Si_sw Si.sw -o models
expect_ok reformat --to kim --name Si_all net.nnp+Si.sw+lj:epsilon=0.3,sigma=1.9,cutoff=4 -o models

need_lammps
export KIM_API_PORTABLE_MODELS_DIR=$PWD/models
# run MODEL ELEMENTS DATA UNITS LENGTH: energy, pxx, pxy and the largest force in those units, LENGTH of them an Å.
run() {
  awk -v l="$5" '/ [xyz]lo / { $1 *= l; $2 = sprintf("%.17g", $2 * l) }
    NF == 5 && /^[0-9]+ 1 / { for (k = 3; k <= 5; ++k) $k = sprintf("%.17g", $k * l) }
    { print }' "$3" >scaled.data
  cat >in.lammps <<END_OF_INPUT
units $4
atom_style atomic
box tilt large
read_data scaled.data
neighbor \$(0.5*$5) bin
mass * 1
pair_style kim $1
pair_coeff * * $2
compute pair all pressure NULL virial
compute force all reduce max fx fy fz
variable volume equal vol
thermo_style custom step pe c_pair[1] c_pair[4] c_force[1] vol
thermo_modify format float %.16g norm no
run 0
END_OF_INPUT
  lmp -in in.lammps -log none >log 2>&1 || { tail -n 5 log >&3; unmet "$1: lmp in units $4 failed"; }
  awk '/^ *Step/ { getline; print $2, $3, $4, $5, $6 }' log
}
expect_ok make-cell diamond --element Si --constant 5.431 --repeat 2,2,2 --rattle 0.1 --seed 7 -o si.xyz
expect_ok reformat --to lammps-data si.xyz -o si.data
# What label gives, each in metal units.
for case in 'Si_sum Si si net.nnp+two.nnp+zbl:inner=0.8,outer=2.6' 'Si_net Si si net.nnp' 'Si_sw Si si Si.sw' \
  'Si_all Si si net.nnp+Si.sw+lj:epsilon=0.3,sigma=1.9,cutoff=4'; do
  read -r model elements frame spec <<<"$case"
  expect_status 0 label --on-extrapolation ignore --potential "$spec" $frame.xyz -o labelled.xyz
  read -r energy pressure shear force volume <<<"$(run "$model" "$elements" $frame.data metal 1)"
  want=$(frame_energies labelled.xyz)
  expect_near "$energy" "$want" 1e-9
  expect_near "$pressure" "$(awk 'NR == 2 {
    match($0, /stress="[^ ]+/); printf "%.12g", -substr($0, RSTART + 8, RLENGTH - 8) * 1602176.634 }' labelled.xyz)" 1e-2
  # 1 Å, 1 eV and 1 bar there: KIM's constants are CODATA 2014, LAMMPS's pressures have its own.
  while read -r units length of_energy of_pressure; do
    read -r e p s f v <<<"$(run "$model" "$elements" $frame.data "$units" "$length")"
    awk -v e="$e" -v p="$p" -v s="$s" -v f="$f" -v v="$v" -v we="$energy" -v wp="$pressure" \
      -v ws="$shear" -v wf="$force" -v wv="$volume" -v l="$length" -v k="$of_energy" -v b="$of_pressure" -v units="$units" '
      function off(a, b) { b = a / b - 1; return b < 0 ? -b : b }
      BEGIN {
        if (off(v, wv * l ^ 3) > 1e-12) print units ": volume " v ", expected " wv * l ^ 3
        if (off(e, we * k) > 1e-6) print units ": energy " e ", expected " we * k
        if (off(f, wf * k / l) > 1e-6) print units ": force " f ", expected " wf * k / l
        if (off(p, wp * b) > 1e-5) print units ": pressure " p ", expected " wp * b
        if (off(s, ws * b) > 1e-5) print units ": shear " s ", expected " ws * b
      }' >said
    [[ ! -s said ]] || unmet "$model: $(head -n 1 said)"
  done <<'END_OF_UNITS'
real 1 23.0605480 0.986923267
si 1e-10 1.6021766e-19 1e5
cgs 1e-8 1.6021766e-12 1e6
electron 1.88972612 0.0367493222 1e5
END_OF_UNITS
done
