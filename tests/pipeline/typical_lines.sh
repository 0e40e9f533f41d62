# The lines a user begins with, as the design has them, from an empty directory with share/ in it.
ln -s "$SHARE" share
cp "$REFERENCE/lammps/si64.data" .

reformat --from lammps-data --units metal --elements Si si64.data > si64.xyz
expect_frames 1 si64.xyz

make-cell diamond --element Si --constant 5.431 --repeat 5,5,5 --rattle 0.1 --seed 7 -o si.xyz
expect_frames 1 si.xyz
label --potential share/potentials/Si.sw si.xyz > labelled.xyz
expect_frames 1 labelled.xyz
sample-md --potential share/potentials/Si.sw --temperature 500 --timestep 0.001 --steps 2000 --alpha 1.0 --tau-max 10 \
  --atoms 5 si.xyz > samples.xyz
symfunc --set share/symfunc/si-thesis.sf samples.xyz | scale --method center | fit-mlp --hidden 10 \
  --activation sigmoid --optimizer adam --epochs 2000 -o si.nnp
expect_file si.nnp
gen-lj --points 10000 --range 3.2,8.5125 --seed 1 | fit-mlp --hidden 10 --activation sigmoid --optimizer lm -o lj.nnp
expect_file lj.nnp
run-md --potential si.nnp --ensemble nve --temperature 300 --timestep 0.001 --steps 200 --thermo 100 \
  --thermo-output thermo.tab si.xyz > traj.xyz
expect_frames 3 traj.xyz
expect_rows 3 thermo.tab
label --potential share/potentials/Si.sw traj.xyz > test.xyz
validate --potential si.nnp test.xyz > errors.tab
expect_less 0 "$(table_value errors.tab rmse quantity=energy subset=all)"
measure elastic --potential si.nnp si64.xyz > elastic.tab
expect_rows 33 elastic.tab
make-cell diamond --element Si --constant 5.431 --repeat 2 | sample-md --potential share/potentials/Si.sw \
  --temperature 500 --steps 60 --whole-frames --no-sampling --every 3 > frames.xyz
fit-mlp --set share/symfunc/si-short.sf --forces --optimizer lm --hidden 15,15 --validation 0.1 --epochs 5 frames.xyz \
  -o forces.nnp
expect_file forces.nnp
# RuNNer's files hold no core repulsion.
fit-mlp --set share/symfunc/si-short.sf --zbl none --hidden 5 --epochs 1 frames.xyz -o bare.nnp
reformat --to runner bare.nnp -o runner-dir/
expect_file runner-dir/input.nn
# Where the KIM API was found.
if [[ -e $BUILD/lib/nnpipe/libkim-api-portable-model.so ]]; then
  reformat --to kim --name Si_nnp si.nnp -o models/
  expect_file models/Si_nnp/member001.nnp
fi
measure rdf --cutoff 6 --bins 300 traj.xyz | plot rdf -o rdf.png
expect_file rdf.png
# Each also behind `nnpipe `.
nnpipe reformat --from lammps-data --units metal --elements Si si64.data > again.xyz
expect_frames 1 again.xyz
