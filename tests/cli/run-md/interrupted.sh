# A run that keeps a restart file says, when a signal ends it, where the same command line goes on; one that keeps none,
# nothing.
make-cell diamond --element Si --constant 5.431 --repeat 2,2,2 -o si.xyz
# interrupt SIGNAL FILE OPTION…: ends a run that way once FILE is there.
interrupt() {
  STATUS=0
  touch stamp
  # A job of a shell without job control ignores INT: the program is started by one that has it.
  bash -c 'set -m; signal=$1 file=$2; shift 2
    run-md --potential "$SHARE/potentials/Si.sw" --temperature 300 --steps 10000000 --every 1000 --restart kept "$@" si.xyz -o traj.xyz 2>"$ERR" &
    for ((i = 0; i < 1000; ++i)); do [[ $file -nt stamp ]] && break; sleep 0.02; done
    [[ $file -nt stamp ]] || exit 99
    kill -"$signal" $!; wait $!' interrupt "$@" 2>/dev/null || STATUS=$?
  LAST_COMMAND="run-md, ended by $1"
  [[ $STATUS == $((128 + $(kill -l "$1"))) ]] || unmet "exit status $STATUS"
}
interrupt INT kept --restart-every 20 --thermo-output thermo.tab
expect_lines 1 "$ERR"
expect_stderr \
  '^run-md: interrupted: the same command line goes on from step [1-9][0-9]*0; kept: kept, traj.xyz.part, thermo.tab.part$'
step=$(sed -nE 's/.*from step ([0-9]+);.*/\1/p' "$ERR")
grep -qaE "^#! step ($step|$((step + 20)))\$" kept || unmet \
  "the file is not of step $step: $(grep -am 1 '^#! step' kept)"
rm -f kept.part
expect_only si.xyz stamp kept traj.xyz.part thermo.tab.part
# Gone on with, the same.
interrupt TERM kept --restart-every 20 --thermo-output thermo.tab
expect_stderr '^run-md: interrupted: the same command line goes on from step [1-9][0-9]*0; kept: '
rm -f kept* traj.xyz.part thermo.tab.part
interrupt TERM traj.xyz.part --restart-every 10000000
expect_stderr '^run-md: interrupted: the first restart file comes at step 10000000: the same command line begins anew$'
rm traj.xyz.part
interrupt TERM kept --restart-every 20 --quiet
expect_no_stderr
