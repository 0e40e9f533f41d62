# The paired comparison of two builds tells 5 % from noise: made-up measurements with a load that comes and goes.
compare=$CASE_DIR/../bench/compare-builds
# builds SPEED NOISE: two folders with a measurement each; the new one is SPEED times as fast. Each run is slowed down
# by a load that changes slowly, and by noise of its own.
builds() {
  rm -rf old new runs
  mkdir -p old/bench new/bench
  for which in old new; do
    local speed=1
    [[ $which == old ]] || speed=$1
    cat >$which/bench/made-up <<END
#!/usr/bin/env bash
echo >>"$PWD/runs"
awk -v run="\$(wc -l <"$PWD/runs")" 'BEGIN {
  load = 1 + 0.4 * sin(int((run + 1) / 2) / 3)
  random = (7919 * run * run + 104729 * run) % 1000 / 1000 - 0.5
  speed = $speed * (1 + $2 * random) / load
  printf "rate %.6g MB/s\nduration %.6g us\n", 100 * speed, 3 / speed
}'
END
    chmod +x $which/bench/made-up
  done
}
expect_verdicts() {
  [[ $(grep -c " $1\$" "$OUT") == 2 ]] || unmet "not twice the verdict $1"
}
builds 1 0.02
expect_status 0 "$compare" old new 15 made-up
expect_verdicts same
builds 0.94 0.02
expect_status 3 "$compare" old new 15 made-up
expect_verdicts slower
builds 1.07 0.02
expect_status 0 "$compare" old new 15 made-up
expect_verdicts faster
builds 0.95 0.6
expect_status 0 "$compare" old new 6 made-up
expect_verdicts unclear
expect_fail 2 'expected 6 or more' "$compare" old new 3 made-up
