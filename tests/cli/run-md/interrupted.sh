# A run that a signal ends keeps what it wrote, whole, with a restart file or without one, and says so.
make-cell diamond --element Si --constant 5.431 --repeat 2,2,2 -o si.xyz
# interrupt SIGNAL OPTION…: ends a run that way once it has written something.
interrupt() {
  STATUS=0
  touch stamp
  # A job of a shell without job control ignores INT: the program is started by one that has it.
  bash -c 'set -m; signal=$1; shift
    newer() { [[ -n $(find . -newer stamp -name "traj.xyz.part*" -size +0) ]]; }
    run-md --potential "$SHARE/potentials/Si.sw" --temperature 300 --steps 10000000 --every 10 "$@" si.xyz \
      -o traj.xyz 2>"$ERR" &
    for ((i = 0; i < 1000; ++i)); do newer && break; sleep 0.02; done
    newer || exit 99
    kill -"$signal" $!; wait $!' interrupt "$@" 2>/dev/null || STATUS=$?
  LAST_COMMAND="run-md, ended by $1"
  [[ $STATUS == $((128 + $(kill -l "$1"))) ]] || unmet "exit status $STATUS"
}
# whole: trajectory and table of what was done up to the step that was told.
whole() {
  expect_lines 1 "$ERR"
  step=$(sed -nE 's/^run-md: interrupted at step ([0-9]+) of 10000000; kept: .*/\1/p' "$ERR")
  [[ -n $step ]] || unmet 'no step'
  expect_frames "$((step / 10 + 1))" traj.xyz
  expect_ok measure msd traj.xyz -o msd.tab
  expect_rows "$((step / 5 + 1))" thermo.tab
  rm msd.tab
}
for signal in INT TERM HUP; do
  interrupt "$signal" --thermo 5 --thermo-output thermo.tab
  expect_stderr '^run-md: interrupted at step [0-9]+ of 10000000; kept: traj.xyz, thermo.tab$'
  whole
  expect_only si.xyz stamp traj.xyz thermo.tab
  rm traj.xyz thermo.tab
done

# With a restart file the same command line goes on from that very step, and ends with the bytes of a run never stopped.
restart=(--thermo 5 --thermo-output thermo.tab --restart kept --restart-every 1000000)
interrupt TERM "${restart[@]}"
expect_stderr '; kept: traj.xyz, thermo.tab, kept; the same command line resumes from there$'
whole
first=$step
grep -qa "^#! step $first\$" kept || unmet "the file is not of step $first: $(grep -am 1 '^#! step' kept)"
expect_only si.xyz stamp traj.xyz thermo.tab kept
interrupt INT "${restart[@]}"
whole
expect_less "$first" "$step"
line=(--potential "$SHARE/potentials/Si.sw" --temperature 300 --every 10 --thermo 5 --steps "$((step + 20))" si.xyz -o)
expect_ok run-md --thermo-output thermo.tab --restart kept --restart-every 1000000 "${line[@]}" traj.xyz
expect_ok run-md --thermo-output once.tab "${line[@]}" once.xyz
expect_same <(grep -v made_by traj.xyz) <(grep -v made_by once.xyz)
expect_same <(grep -v '^#! made-by' thermo.tab) <(grep -v '^#! made-by' once.tab)
rm -f kept* traj.xyz* thermo.tab* once*
interrupt TERM --quiet
expect_no_stderr
expect_only si.xyz stamp traj.xyz
