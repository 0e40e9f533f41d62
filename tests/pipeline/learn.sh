# A run that learns on the fly: from poor networks it comes through to its end by asking, and what it has learned shows;
# run again
# nothing is done anew; the reference may be a program, each answer is one calculation; a limit on questions holds.
options='steps=550 first=3 epochs=15 refit_epochs=6 hidden=6 functions=12 committee=2 checked=4'
options+=' temperature=900 force_spread=150'
# shellcheck disable=SC2086
expect_status 0 nnpipe run learn $options out=out
expect_stdout '^asked +time \(ps\) +T \(K\) '
expect_stdout '^ +1 +0\.[0-9]+ +[0-9.]+ +(disagreement|range) '
cp "$OUT" printed
value() { awk -v name="\"$1\"" 'index($0, name) == 1 { print $NF }' "$2/summary.tab"; }
expect_less 0 "$(value 'questions asked' out)"
expect_less "$(value 'force RMSE, last networks' out)" "$(awk -v f="$(value 'force RMSE, first networks' \
  out)" 'BEGIN { print f / 2 }')"
expect_near "$(table_column out/run/course.tab time | tail -n 1)" 0.55 1e-9
[[ $(grep -vc '^#' out/run/questions.tab) == "$(value 'questions asked' out)" ]]
expect_file out/run/spread.png out/run/run.xyz out/force-parity.png
# The frames known grow by one a question.
expect_near "$(table_column out/run/questions.tab frames | tail -n 1)" "$(($(value 'questions asked' out) + 3))" 0
# The limit that short stretches had raised is the one asked for again after a stretch of 100 steps; before one, it
# is higher than before.
fallen=$(grep -v '^#' out/run/questions.tab | awk '
  NR > 1 && made < 0.0999 && $6 <= limit { print "not raised at question " $1 }
  NR > 1 && made >= 0.0999 && $6 != 150 { print "not fallen at question " $1 }
  NR > 1 && made >= 0.0999 && limit > 150 { fallen = 1 }
  { made = $2 - time; time = $2; limit = $6 }
  END { if (!fallen) print "no question after a long stretch" }')
[[ -z $fallen ]] || unmet "$fallen"
# shellcheck disable=SC2086
expect_status 0 nnpipe --progress run learn $options out=out
if grep -v ' unchanged$' "$ERR"; then unmet 'something was done anew'; fi
expect_same printed "$OUT"

# The same by a program, with the same questions: no more calculations than there are frames, as some are checked that
# were asked.
cat >reference <<END
#!/bin/sh
echo run >>"$PWD/runs"
label --potential "$SHARE/potentials/Si.sw"
END
chmod +x reference
# shellcheck disable=SC2086
expect_status 0 nnpipe run learn $options command="$PWD/reference" out=by-program
[[ $(value 'questions asked' by-program) == "$(value 'questions asked' out)" ]]
expect_less "$(wc -l <runs)" "$(($(value 'questions asked' out) + 3 + 4 + 1))"

# shellcheck disable=SC2086
expect_status 1 nnpipe run learn $options most=1 out=few
expect_stderr \
  'nn.learn: asked 1 times within [0-9.]+ ps of 0.55: expected a start with more frames, or a higher force_spread'
expect_status 1 nnpipe run learn potential=Si.sw command=x out=two
expect_stderr 'expected potential, calculator, command or lammps, one of them'
