# The scripts of share/examples/lammps run as they stand, here with few steps.
[[ -e $BUILD/lib/nnpipe/kim/libkim-api-portable-model.so ]] || skip 'built without the KIM API'
need_lammps
cp "$SHARE"/examples/lammps/* .
expect_ok reformat --units bohr-hartree "$REFERENCE/runner-si" -o si.nnp
expect_status 0 bash prepare.sh si.nnp
export KIM_API_PORTABLE_MODELS_DIR=$PWD/models OMP_NUM_THREADS=1
for script in nve npt melt rerun; do
  expect_status 0 lmp -in $script.in -var steps 10 -log none
  expect_stdout '^Loop time'
done
expect_file melt.rdf rerun.dump
expect_ok reformat --elements Si rerun.dump -o rerun.xyz
expect_ok label --potential si.nnp rerun.xyz -o labelled.xyz
expect_status 0 bash -n job.slurm
