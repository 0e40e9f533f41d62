# Classical potentials, networks of pairs and sums of all kinds as models of KIM: stock LAMMPS, on one rank and on two,
# gives label's energy and site energies to 1e-10, forces to 1e-9 eV/Å and pressure to 1e-9, in large, skewed and tiny
# cells.
[[ -e $BUILD/lib/nnpipe/kim/libkim-api-portable-model.so ]] || skip 'built without the KIM API'
lj=lj:epsilon=0.0103,sigma=3.405,cutoff=8
expect_fail 2 'lj:.*: the same for all elements, expected --elements SYMBOLS for the model' reformat --to kim \
  --name Ar $lj -o models
expect_fail 1 'units lj, expected metal' reformat --to kim --name Ar --elements Ar $lj,units=lj -o models
cp "$SHARE/potentials/"{Si.sw,ZnCdSSeTe.sw,SiO.1990.vashishta} .
cp Si.sw renamed
gen-lj --points 100 --element Si | fit-mlp --hidden 2 --epochs 1 -o pair.nnp
for seed in 1 2 3; do
  make-cell diamond --element Si --constant 5.431 --rattle 0.1 --seed $seed | label --potential Si.sw >>train.xyz
done
expect_status 0 fit-mlp --set "$SHARE/symfunc/si-short.sf" --hidden 3 --epochs 2 --validation 0 --zbl none train.xyz \
  -o net.nnp
need_lammps
export KIM_API_PORTABLE_MODELS_DIR=$PWD/models OMPI_MCA_mpi_yield_when_idle=1 OMP_NUM_THREADS=1

# lammps RANKS MODEL ELEMENTS: thermo in thermo, forces in forces.dump, site energies and virials in sites.dump.
lammps() {
  sed -e "s/MODEL/$2/" -e "s/ELEMENTS/$3/" "$CASE_DIR/agree.lammps" >in.lammps
  local start=()
  (($1 == 1)) || start=(mpirun --allow-run-as-root --oversubscribe -np "$1")
  "${start[@]}" lmp -in in.lammps -log none </dev/null >log 2>&1 || { tail -n 5 log >&3; unmet "$2: lmp on $1 ranks failed"; }
  awk '/PotEng/ { getline; print }' log >thermo
}

# agree POTENTIAL ELEMENTS
agree() {
  expect_ok reformat --elements "${2// /,}" forces.dump -o lammps.xyz
  expect_status 0 label --quiet --potential "$1" --on-extrapolation ignore lammps.xyz -o label.xyz
  awk -f "$CASE_DIR/agree.awk" thermo sites.dump lammps.xyz label.xyz >said
  [[ ! -s said ]] || unmet "$1, $frame, $ranks ranks: $(head -n 1 said)"
}

make-cell diamond --element Si --constant 5.431 --repeat 3,2,2 --rattle 0.1 --seed 7 >si.xyz
make-cell alpha-quartz --rattle 0.05 --seed 3 >quartz.xyz
make-cell fcc --element Ar --constant 5.2 --repeat 2,2,2 --rattle 0.2 --seed 5 >ar.xyz
# Two atoms in a skewed cell, which see themselves.
cat >two.xyz <<'END_OF_FRAME'
2
Lattice="0 2.7 2.8 2.7 0 2.6 2.7 2.75 0.1" Properties=species:S:1:pos:R:3
Si 0 0 0
Si 1.5 1.3 1.25
END_OF_FRAME
sed -e 's/^Si 0/Zn 0/' -e 's/^Si 1/S 1/' two.xyz >zns.xyz
while read -r frame elements potential; do
  expect_ok reformat --to kim --name Own --elements "$elements" "$potential" -o models
  expect_ok reformat --to lammps-data --elements "$elements" $frame.xyz -o frame.data
  for ranks in 1 2; do
    ((ranks == 1)) || command -v mpirun >/dev/null || continue
    lammps $ranks Own "${elements//,/ }"
    agree "$potential" "$elements"
  done
  rm -r models/Own
done <<END_OF_CASES
si Si Si.sw
two Si renamed
zns Zn,S ZnCdSSeTe.sw
quartz O,Si SiO.1990.vashishta
ar Ar $lj,shift
ar Ar morse:depth=0.1,width=1.4,distance=3.8,cutoff=7
two Si buckingham:a=800,rho=0.3,c=2,cutoff=5
two Si pair.nnp
si Si net.nnp+Si.sw+$lj+zbl:inner=0.8,outer=2.6
two Si net.nnp+pair.nnp+Si.sw
END_OF_CASES

# What the model is, whatever the file's name.
expect_ok reformat --to kim --name Sum net.nnp+renamed+$lj -o models
grep -q '^ "potential-type" "neural network + sw + lj"' models/Sum/kimspec.edn || unmet 'another type'
