# Numbers at the ends of what a double holds end with a message: cutoffs whose square is 0, scalings that are not
# finite.
sw=$SHARE/potentials/Si.sw set=$SHARE/symfunc/si-short.sf
make-cell diamond --element Si --constant 5.431 --rattle 0.05 -o si.xyz
label --potential "$sw" si.xyz -o labelled.xyz
gen-lj --points 50 -o lj.tab
short='a cutoff of 1e-200 Å is too short'
sed -E 's/cutoff=[0-9.]+/cutoff=1e-200/g' "$set" >tiny.sf
for command in 'symfunc --set tiny.sf' 'measure rdf --cutoff 1e-200' 'measure coordination --cutoff 1e-200' \
  'label --potential lj:epsilon=1,sigma=1,cutoff=1e-200' 'label --potential zbl:inner=1e-300,outer=1e-200'; do
  # shellcheck disable=SC2086
  expect_fail 1 "$short|expected|not finite|NaN" $command si.xyz -o out
done

# Tables: what scale cannot scale it names, and no table has numbers that its readers refuse.
table() { printf '#! nnpipe-table 1 text\n#! units none\n#! inputs x\n#! targets y\n#! fields x y\n#! data\n%s\n#! end rows=3\n' "$1"; }
table $'1e-320 2\n2e-320 1\n3e-320 5' >denormal.tab
table $'1 2\n2 1e308\n3 -1e308' >big.tab
for method in range both standardize; do
  expect_fail 1 "^scale: denormal.tab: column 'x': factor: expected" scale --method $method denormal.tab -o out
done
for method in range both standardize center; do
  expect_fail 1 "^scale: big.tab: column 'y': .*expected" scale --method $method --inputs x,y big.tab -o out
done
scale --method standardize lj.tab -o scaled.tab
sed -E 's/factor=[^ ]+/factor=1e308/' scaled.tab >applied.tab
expect_fail 1 '^scale: applied.tab: .*factor: expected' scale --apply applied.tab lj.tab -o out
sed -E 's/factor=[^ ]+/factor=1e90/' scaled.tab >applied.tab
sed -E 's/^8[.0-9]* /1e300 /' lj.tab >far.tab
if cmp -s lj.tab far.tab; then unmet 'the table has no row to change'; fi
expect_fail 1 "^scale: .*row [0-9]+, column 'r' is infinite, expected a finite number" \
  scale --apply applied.tab far.tab -o out
