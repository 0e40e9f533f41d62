# A fit killed at any moment goes on from its checkpoint and ends with the same bits; on any number of threads.
expect_ok make-cell diamond --element Si --constant 5.431 --repeat 2,2,2 --rattle 0.02 -o si.xyz
expect_ok sample-md --potential "$SHARE/potentials/Si.sw" --temperature 900 --steps 200 --no-sampling --every 20 \
  --whole-frames \
  si.xyz -o frames.xyz
expect_ok gen-lj --points 600 --range 3.2,8.5 -o lj.tab
errors() { grep -v '^#' "$1" | cut -d ' ' -f "$2"; }

# Kills the fit once a checkpoint stands, then lets it end; `columns`: of the log, but for the seconds.
# That a fit of few epochs learned little is told, and not asked for here.
check() {
  local columns=$1
  shift
  expect_status 0 fit-mlp --no-provenance --threads 1 "$@" --log whole.log -o whole.nnp
  fit-mlp --no-provenance --threads 2 "$@" --log cut.log --checkpoint fit.check --checkpoint-interval 0 -o cut.nnp &
  local fit=$!
  until [[ -e fit.check ]] || ! kill -0 "$fit" 2>/dev/null; do sleep 0.02; done
  kill -9 "$fit" 2>/dev/null || true
  wait "$fit" 2>/dev/null || true
  rm -f .*.nnp* .cut* ./*.tmp*
  expect_status 0 fit-mlp --no-provenance --threads 2 "$@" --log cut.log --checkpoint fit.check \
    --checkpoint-interval 0 -o cut.nnp
  expect_same whole.nnp cut.nnp
  [[ $(errors whole.log "$columns") == "$(errors cut.log "$columns")" ]] || unmet 'the logs differ'
  expect_absent fit.check
}
frames="--set $SHARE/symfunc/si-short.sf --hidden 6 frames.xyz"
# shellcheck disable=SC2086
{
  check 1,2,4- $frames --optimizer kalman --epochs 5 --starts 2
  check 1,2,4- $frames --optimizer kalman --epochs 4 --committee 2
  check 1,2,4- $frames --optimizer lbfgs --epochs 12
  check 1,2,4- $frames --optimizer adam --epochs 8 --schedule plateau
}
check 1-3 --optimizer lm --epochs 40 lj.tab
check 1-3 --optimizer adamw --epochs 60 --schedule cosine --clip 1 lj.tab
check 1-3 --optimizer adadelta --epochs 60 lj.tab

# A checkpoint of another fit is refused, and so is a file that is none.
fit-mlp --epochs 100000 --patience 0 --checkpoint fit.check --checkpoint-interval 0 lj.tab -o long.nnp &
fit=$!
until [[ -e fit.check ]]; do sleep 0.02; done
kill -9 "$fit"
wait "$fit" 2>/dev/null || true
rm -f .long*
expect_fail 1 'fit.check: is a checkpoint of another fit, with other data or options: remove it' \
  fit-mlp --epochs 100000 --patience 0 --seed 2 --checkpoint fit.check lj.tab -o other.nnp
head -c 300 fit.check >cut.check
expect_fail 1 'cut.check: the checkpoint is damaged' \
  fit-mlp --epochs 100000 --patience 0 --checkpoint cut.check lj.tab -o other.nnp
cp lj.tab no.check
expect_fail 1 'no.check: is not a checkpoint' fit-mlp --checkpoint no.check lj.tab -o other.nnp
