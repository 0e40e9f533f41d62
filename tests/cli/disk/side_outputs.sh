# A second output onto a full disk fails the run as the first does: status 1, its name, and no first output.
make-cell diamond --element Si --constant 5.431 --repeat 2 --rattle 0.05 >si.xyz
sw=$SHARE/potentials/Si.sw
label --potential "$sw" si.xyz -o labelled.xyz
gen-lj --points 200 -o lj.tab
full() {
  expect_fail 1 "^$1: /dev/full: cannot write: No space left on device$" "$@"
  expect_absent out
}
full run-md --potential "$sw" --temperature 300 --steps 20 --thermo 1 --thermo-output /dev/full -o out si.xyz
full validate --potential "$sw" --energy-parity /dev/full -o out labelled.xyz
full validate --potential "$sw" --force-parity /dev/full -o out labelled.xyz
full fit-mlp --hidden 2 --epochs 3 --log /dev/full -o out lj.tab
full fit-mlp --hidden 2 --epochs 3 --test lj.tab --errors /dev/full -o out lj.tab
# Folders that are not there are found out before the work.
absent() {
  expect_fail 1 "^$1: (si.xyz: frame 1: )?no/such/file: (cannot create|No such file)" "$@"
  expect_absent out
}
absent run-md --potential "$sw" --temperature 300 --steps 100000000 --thermo-output no/such/file -o out si.xyz
absent validate --potential "$sw" --force-parity no/such/file -o out labelled.xyz
absent fit-mlp --hidden 2 --epochs 100000000 --patience 0 --log no/such/file -o out lj.tab
absent fit-mlp --hidden 2 --epochs 100000000 --patience 0 -o no/such/file lj.tab

# Nor is a file beyond the limit of the shell a death without a word.
if [[ ! $(ldd "$(command -v reformat)") =~ lib[at]san ]]; then
  make-cell diamond --element Si --constant 5.431 --rattle 0.05 --repeat 3 -o limited.xyz
  for command in "run-md --potential $SHARE/potentials/Si.sw --temperature 300 --steps 50 --every 1 limited.xyz" \
    "reformat limited.xyz" "label --potential $SHARE/potentials/Si.sw limited.xyz" "gen-lj --points 5000"; do
    expect_fail 1 '^[a-z-]+: (standard output|out): .*[Ff]ile too large' \
      bash -c "ulimit -f 8; exec $command -o out"
  done
fi
