# A run killed at random moments and started again by the same line ends with the same bytes as one never stopped.
make-cell diamond --element Si --constant 5.431 --repeat 2,2,2 -o si.xyz
sw=$SHARE/potentials/Si.sw
# line ENSEMBLE OPTION…: sets `run`.
kelvin=300 steps=2000 file=run.restart
line() {
  run=(run-md --potential "$sw" --ensemble "$1" --temperature "$kelvin" --steps "$steps" --every 25 --thermo 10 \
    --thermo-output thermo.tab \
    --restart "$file" --restart-every 40 "${@:2}" si.xyz -o traj.xyz)
}
go() { line "$@"; "${run[@]}"; }
RANDOM=7
for ensemble in langevin npt-full; do
  mkdir "$ensemble"
  cp si.xyz "$ensemble"
  cd "$ensemble"
  go "$ensemble"
  mkdir whole
  mv traj.xyz thermo.tab run.restart whole
  kills=0
  for _ in {1..5}; do
    line "$ensemble"
    "${run[@]}" &
    sleep "0.0$((RANDOM % 9 + 1))"
    kill -KILL $! 2>/dev/null && kills=$((kills + 1))
    wait $! 2>/dev/null || true
  done
  ((kills > 0)) || unmet 'every run had ended before it was killed'
  go "$ensemble" --threads 2
  expect_same traj.xyz whole/traj.xyz
  expect_same thermo.tab whole/thermo.tab
  expect_same run.restart whole/run.restart
  expect_only si.xyz traj.xyz thermo.tab run.restart whole
  cd ..
done

# The same without chance: a run that ended and goes on ends with the bytes of one that did not end between, also what
# thermostats and barostats have taken up.
for ensemble in nvt langevin bussi npt npt-full; do
  CASE_NOTE=$ensemble
  goes_on() {
    run-md --quiet --no-provenance --potential "$sw" --ensemble $ensemble --temperature 300 --every 20 --thermo 10 \
      --thermo-output "$1.tab" --restart "$1.restart" --steps "$2" si.xyz -o "$1.xyz"
  }
  goes_on parts 60
  goes_on parts 100
  goes_on once 100
  expect_same parts.xyz once.xyz
  expect_same parts.tab once.tab
  rm parts.* once.*
done
CASE_NOTE=

# Streams cannot be cut: they hold what is new, whole by itself.
for steps in 40 80; do
  run-md --potential "$sw" --temperature 300 --steps "$steps" --every 20 --thermo 10 --thermo-output thermo.tab \
    --restart stream si.xyz >"$steps.xyz"
done
expect_frames 2 80.xyz
expect_rows 9 thermo.tab
for steps in 40 80; do
  run-md --potential "$sw" --temperature 300 --steps "$steps" --every 80 --thermo 10 --thermo-output \
    - --restart table si.xyz -o end.xyz >"$steps.tab"
done
expect_rows 5 40.tab
expect_rows 4 80.tab
steps=2000

# Ended: the same line again changes nothing; more steps go on; another run, a damaged file and too few steps are
# refused.
cd langevin
go langevin
expect_same traj.xyz whole/traj.xyz
steps=2050
go langevin
expect_frames 83 traj.xyz
expect_rows 206 thermo.tab
kelvin=400
expect_fail 1 "run.restart: is of a run with --temperature '300', expected '400'" go langevin
kelvin=300 steps=2000
line langevin
other() { expect_fail 1 "^run-md: run.restart: is of a run with another $1; to begin anew, remove it" "${@:2}"; }
option() { expect_fail 1 "^run-md: run.restart: is of a run with --$1 '$2', expected '$3'; to begin anew, remove it" \
  "${@:4}"; }
option every 25 50 "${run[@]/%25/50}"
option output traj.xyz other.xyz "${run[@]/%traj.xyz/other.xyz}"
option wrap no yes "${run[@]}" --wrap
option binary no yes "${run[@]}" --binary
expect_fail 1 "run.restart: is of a run without --thermo-columns, expected 'step,temp'" "${run[@]}" \
  --thermo-columns step,temp
expect_fail 1 "run.restart: is of a run without --fix, expected '1'" "${run[@]}" --fix 1
option watch 10 20 "${run[@]}" --watch 20
make-cell diamond --element Si --constant 5.5 --repeat 2,2,2 -o start.xyz
other 'start frame' "${run[@]/%si.xyz/start.xyz}"
rm start.xyz
expect_fail 1 'run.restart: is at step 2050, expected at most the 2000' go langevin
head -c 3000 run.restart >short
file=short
expect_fail 1 'short: stream ends in the middle of a restart file' go langevin
sed 's/^#! step 2050$/#! step 2049/' run.restart >other
file=other
expect_fail 1 'other: a restart file is damaged: its hash differs' go langevin
rm traj.xyz
file=run.restart steps=2100
expect_fail 1 'traj.xyz.part: cannot go on with' go langevin
expect_fail 2 '^run-md: --restart-every needs --restart' run-md --potential "$sw" --temperature 300 \
  --restart-every 5 si.xyz -o out
