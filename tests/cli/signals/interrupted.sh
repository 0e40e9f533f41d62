# A program that is ended by a signal dies of it, without a word, and takes its unfinished file along.
make-cell diamond --element Si --constant 5.431 --repeat 4,4,4 -o cell.xyz
for signal in INT TERM HUP; do
  STATUS=0
  # A job of a shell without job control ignores INT: the program is started by one that has it.
  bash -c 'set -m; sample-md --potential "$SHARE/potentials/Si.sw" --temperature 300 --steps 1000000 --no-sampling cell.xyz -o out 2>"$ERR" &
    for ((i = 0; i < 200; ++i)); do compgen -G "out.part-*" >/dev/null && break; sleep 0.05; done
    compgen -G "out.part-*" >/dev/null || exit 99
    kill -'"$signal"' $!; wait $!' 2>/dev/null || STATUS=$?
  number=$(kill -l "$signal")
  LAST_COMMAND="run-md, ended by $signal"
  [[ $STATUS == $((128 + number)) ]] || unmet "exit status $STATUS, expected $((128 + number))"
  expect_no_stderr
  expect_only cell.xyz
done

# What is not whole is for its user's eyes alone; what is, has the mode of any new file, or of the one it replaces.
mode() { stat -c %a "$@"; }
umask 022
for options in '' '--restart kept.restart'; do
  # shellcheck disable=SC2086
  run-md --potential "$SHARE/potentials/Si.sw" --temperature 300 --steps 1000000 --every 1 $options cell.xyz \
    -o out 2>"$ERR" &
  for ((i = 0; i < 600; ++i)); do compgen -G "out.part*" >/dev/null && break; sleep 0.05; done
  part=$(compgen -G "out.part*" || true)
  [[ -n $part && $(mode "$part") == 600 ]] || unmet "mode $(mode "$part"), expected 600"
  kill -KILL $!
  wait $! 2>/dev/null || true
  rm -f "$part" kept.restart
done
expect_ok reformat cell.xyz -o new.xyz
[[ $(mode new.xyz) == 644 ]] || unmet "mode $(mode new.xyz), expected 644"
chmod 640 new.xyz
expect_ok reformat cell.xyz -o new.xyz
[[ $(mode new.xyz) == 640 ]] || unmet "mode $(mode new.xyz), expected 640"
