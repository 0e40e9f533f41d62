# Bad use; outputs that cannot be written.
expect_fail 2 '^gen-lj: --range: expected 0 < LO < HI, got 5,4' gen-lj --range 5,4
expect_fail 2 '^gen-lj: --range: expected 0 < LO < HI, got 0,4' gen-lj --range 0,4
expect_fail 2 "^gen-lj: --range" gen-lj --range 5
expect_fail 2 '^gen-lj: --points' gen-lj --points 0
expect_fail 2 '^gen-lj: --points' gen-lj --points 1.5
expect_fail 2 '^gen-lj: --sigma' gen-lj --sigma -1
expect_fail 2 '^gen-lj: --slope is for one pair alone' gen-lj --slope --neighbours 2
expect_fail 2 "^gen-lj: --element: unknown element 'Sx'" gen-lj --element Sx
expect_fail 2 '^gen-lj: --seed' gen-lj --seed -3
expect_fail 2 '' gen-lj extra
expect_fail 1 '^gen-lj: no/such/folder/x: ' gen-lj --points 5 -o no/such/folder/x
expect_full_disk gen-lj --points 5
expect_full_disk gen-lj --points 5 --binary
expect_closed_pipe gen-lj --points 1000000
# What would give energies that are none is refused.
for value in 1e-200 1e200; do
  expect_fail 2 "^gen-lj: --sigma: expected a number from 1e-06 to 1e\\+06, got '$value'" gen-lj --points 2 \
    --sigma $value -o x.tab
done
