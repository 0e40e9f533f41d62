# The jobs for SLURM, run by hand: they are stopped as SLURM stops them, and go on where they were.
command -v mpirun >/dev/null || skip 'no mpirun'
! sanitized || skip 'mpirun has no sanitizer'
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_mpi_yield_when_idle=1
unset SLURM_JOB_ID SLURM_SUBMIT_DIR SLURM_NTASKS
cp "$SHARE"/examples/cluster/* .
for job in fit learn lammps; do expect_ok bash -n $job.slurm; done

# stop_at FILE JOB WORDS…: runs the job, and tells it of its end once FILE is there.
stop_at() {
  local file=$1 status=0
  shift
  bash "$@" >job.out 2>job.err &
  local job=$!
  until [[ -e $file ]]; do
    kill -0 $job 2>/dev/null || { cat job.err >&3; unmet "$1 ended before $file was there"; }
    sleep 0.05
  done
  kill -TERM $job
  wait $job || status=$?
  [[ $status == 143 ]] || { cat job.err >&3; unmet "$1: status $status, expected 143"; }
  grep -q 'the next run goes on' job.err || unmet "$1 does not say that it goes on"
}

expect_ok make-cell diamond --element Si --constant 5.431 --rattle 0.1 --count 12 --seed 3 -o si.xyz
expect_ok label --potential "$SHARE/potentials/Si.sw" si.xyz -o train.xyz

# A fit by two processes, stopped and gone on with, is the one that was not stopped.
options=(--set "$SHARE/symfunc/si-short.sf" --hidden 5 --optimizer adam --epochs 400 --max-gap 0 --no-provenance)
export LAUNCH='mpirun --oversubscribe -n 2'
stop_at own.nnp.state fit.slurm train.xyz own.nnp "${options[@]}" --checkpoint-interval 0
[[ ! -e own.nnp ]] || unmet 'a fit that was stopped left a potential'
expect_status 0 bash fit.slurm train.xyz own.nnp "${options[@]}" --checkpoint-interval 0
expect_ok fit-mlp "${options[@]}" --threads 1 train.xyz -o alone.nnp
expect_same own.nnp alone.nnp
expect_absent own.nnp.state

# Learning with a reference that counts its calculations, two at a time, stopped within the second round's.
cat >reference <<END_OF_REFERENCE
#!/bin/bash
frame=\$(cat)
mktemp "$PWD/runs/XXXXXX" >/dev/null
sleep 0.2
label --potential "$SHARE/potentials/Si.sw" --quiet <<<"\$frame"
END_OF_REFERENCE
chmod +x reference
mkdir runs
export REFERENCE="--command $PWD/reference" CALCULATIONS=2 ROUNDS=2 FRAMES=4 STEPS=200 SPREAD=0.001 PROGRAM=none
export FIT="--set $SHARE/symfunc/si-short.sf --hidden 4 --epochs 4 --committee 2 --validation 0 --max-gap 0"
head -n 60 si.xyz >start.xyz
stop_at learned/new1.xyz learn.slurm start.xyz learned
expect_status 0 bash learn.slurm start.xyz learned
expect_file learned/own2.nnp learned/labels2.xyz
expect_frames 4 learned/labels1.xyz
calculations=$(find runs -type f | wc -l)
# The two that were under way may have been ended before they were kept.
kept=$(find learned/calculations -name '*.xyz' | wc -l)
((kept >= 12 && calculations >= kept && calculations <= kept + 2)) || \
  unmet "$calculations calculations for $kept frames"
before=$(md5sum learned/*.nnp learned/*.xyz)
expect_status 0 bash learn.slurm start.xyz learned
[[ $(find runs -type f | wc -l) == "$calculations" ]] || unmet 'a finished job calculates again'
[[ $(md5sum learned/*.nnp learned/*.xyz) == "$before" ]] || unmet 'a finished job changes its files'

# LAMMPS with a model of the KIM API.
[[ -e $BUILD/lib/nnpipe/kim/libkim-api-portable-model.so ]] || skip 'built without the KIM API'
need_lammps
expect_ok reformat --to kim --name Si_nnp own.nnp -o models
expect_ok make-cell diamond --element Si --constant 5.431 --repeat 3 -o crystal.xyz
expect_ok reformat --to lammps-data crystal.xyz -o si.data
cp "$SHARE/examples/lammps/nve.in" .
expect_status 0 bash lammps.slurm nve.in -var steps 10 -log none
expect_stdout '^Loop time.* on 2 procs'
