# A time limit: times that are none, times that suffice, and times that are over at once.
expect_ok make-cell diamond --element Si --constant 5.431 --repeat 2,2,2 --rattle 0.02 -o si.xyz
expect_ok sample-md --potential "$SHARE/potentials/Si.sw" --temperature 900 --steps 200 --no-sampling --every 20 \
  --whole-frames \
  si.xyz -o frames.xyz
expect_ok gen-lj --points 300 --range 3.2,8.5 -o lj.tab

for time in 10 0s -3m 1d s '' 1e99h; do
  expect_fail 2 "--time: expected a time as 90s, 10m or 2h, up to 200000h, got" fit-mlp --time "$time" lj.tab \
    -o none.nnp
done

# With epochs given and time enough the fit is that without a limit.
network="--set $SHARE/symfunc/si-short.sf --hidden 4 --max-gap 0 --starts 1 frames.xyz"
same() {
  expect_status 0 fit-mlp --no-provenance "$@" -o free.nnp
  expect_status 0 fit-mlp --no-provenance --time 2h "$@" -o timed.nnp
  expect_same free.nnp timed.nnp
}
# shellcheck disable=SC2086
{
  same $network --optimizer kalman --epochs 3
  same $network --optimizer adam --schedule cosine --epochs 3
}
same --epochs 5 lj.tab
same --epochs 5 --optimizer adam lj.tab

# Too little for anything.
late='was over before the first'
# shellcheck disable=SC2086
expect_fail 1 "$late epoch, expected a longer one" fit-mlp --time 1e-6s $network -o none.nnp
expect_fail 1 "$late epoch, expected a longer one" fit-mlp --time 1e-6s lj.tab -o none.nnp
expect_fail 1 "$late trial of a cutoff, expected a longer one" fit-mlp --time 1e-6s --set auto frames.xyz -o none.nnp
expect_absent none.nnp

# A second or two: there is a potential at the end, whatever the machine does meanwhile.
# shellcheck disable=SC2086
expect_status 0 fit-mlp --time 2s $network --optimizer adam -o net.nnp
expect_status 0 validate --potential net.nnp frames.xyz -o errors.tab
expect_status 0 fit-mlp --time 4s --set auto --max-gap 0 frames.xyz -o auto.nnp
expect_status 0 validate --potential auto.nnp frames.xyz -o errors.tab
