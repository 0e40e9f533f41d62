# Several processes make the same potential, to the last bit, by every kind of optimizer; the first alone writes.
command -v mpirun >/dev/null || skip "mpirun is not installed"
[[ $(ldd "$(command -v fit-mlp)") == *libmpi* ]] || skip "built without MPI"
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
# What the message passing library itself leaves behind is no concern of a sanitizer.
several() { ASAN_OPTIONS=detect_leaks=0 mpirun --oversubscribe -n "$@"; }

expect_ok make-cell diamond --element Si --constant 5.431 --rattle 0.05 -o si.xyz
expect_ok sample-md --potential "$SHARE/potentials/Si.sw" --temperature 900 --steps 200 --no-sampling --every 20 \
  --whole-frames \
  si.xyz -o train.xyz
mkdir one two
fit=(fit-mlp --set "$SHARE/symfunc/si-short.sf" --hidden 5 --epochs 3 --threads 1 --no-provenance train.xyz)
for optimizer in kalman lm lbfgs adam; do
  expect_status 0 "${fit[@]}" --optimizer $optimizer -o one/si.nnp --log one/log.tab
  expect_status 0 several 2 "${fit[@]}" --optimizer $optimizer -o two/si.nnp --log two/log.tab
  expect_no_stdout
  expect_same one/si.nnp two/si.nnp
  expect_rows 4 two/log.tab
done
# A covariance of several strips; three processes; a checkpoint, which holds what all of them know.
large=(fit-mlp --set "$SHARE/symfunc/si-short.sf" --hidden 15,15 --epochs 2 --optimizer kalman --threads 1 train.xyz)
expect_status 0 "${large[@]}" --no-provenance -o one/large.nnp
for processes in 2 3; do
  expect_status 0 several $processes "${large[@]}" --no-provenance -o two/large.nnp
  expect_same one/large.nnp two/large.nnp
done
expect_ok gen-lj --points 1500 -o lj.tab
for optimizer in lm adam; do
  expect_ok fit-mlp --no-provenance --optimizer $optimizer --epochs 5 --threads 1 lj.tab -o one/lj.nnp
  expect_status 0 several 3 fit-mlp --no-provenance --optimizer $optimizer --epochs 5 --threads 1 lj.tab -o two/lj.nnp
  expect_same one/lj.nnp two/lj.nnp
done
# A linear fit, whose functions are chosen by held-out frames.
linear=(fit-mlp --set auto --forces --threads 1 --no-provenance --max-gap 0 train.xyz)
expect_status 0 "${linear[@]}" -o one/linear.nnp
for processes in 2 3; do
  expect_status 0 several $processes "${linear[@]}" -o two/linear.nnp
  expect_same one/linear.nnp two/linear.nnp
done
# A failure ends them all.
expect_status 1 several 2 fit-mlp nowhere.tab
expect_status 2 several 2 fit-mlp <lj.tab
expect_stderr 'several processes cannot share standard input: name a file'
# What srun starts without the help of MPI does not meet.
expect_status 1 env SLURM_STEP_NUM_TASKS=2 fit-mlp lj.tab
expect_stderr 'started as one of 2 processes that do not meet: start them by mpirun, or by srun --mpi=pmix'
expect_only si.xyz train.xyz lj.tab one two
