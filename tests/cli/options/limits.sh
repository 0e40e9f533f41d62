# Numbers at the ends of what a double holds, and amounts that no machine has, are refused where they enter, before
# anything
# is computed: by options, sets, potentials inline and in files, tables and cells. Nothing of it is written to a
# table.
sw=$SHARE/potentials/Si.sw set=$SHARE/symfunc/si-short.sf
make-cell diamond --element Si --constant 5.431 --rattle 0.05 -o si.xyz
label --potential "$sw" si.xyz -o labelled.xyz
gen-lj --points 50 -o lj.tab
fit-mlp --quiet --hidden 2 --epochs 2 lj.tab -o pair.nnp
fit-mlp --quiet --set "$set" --hidden 2 --epochs 1 --validation 0 labelled.xyz -o si.nnp

# Options. usage OPTION COMMAND…
refused() { expect_fail 2 "^[a-z-]+( [a-z-]+)?: --$1: .*expected" timeout 20 "${@:2}" -o out; }
for tiny in 1e-200 1e-320 1e-16 1e308 1e300; do
  refused cutoff measure rdf --cutoff $tiny si.xyz
  refused cutoff measure coordination --cutoff $tiny si.xyz
  refused cutoff measure adf --cutoff 3,Si-Si=$tiny si.xyz
  refused largest measure structure-factor --largest $tiny si.xyz
  refused interval measure msd --interval $tiny si.xyz
  refused vacuum measure surface --potential "$sw" --vacuum $tiny si.xyz
  refused low measure dimer --potential "$sw" --low $tiny
  refused constant make-cell sc --element Si --constant $tiny
  refused c-over-a make-cell hcp --element Mg --constant 3.2 --c-over-a $tiny
  refused cluster make-cell sc --element Si --constant 3 --cluster $tiny
  refused sigma gen-lj --sigma $tiny
  refused epsilon gen-lj --epsilon $tiny
  refused cutoff gen-lj --cutoff $tiny
  refused timestep run-md --potential "$sw" --temperature 300 --steps 3 --timestep $tiny si.xyz
  refused tau-t run-md --potential "$sw" --ensemble nvt --temperature 300 --steps 3 --tau-t $tiny si.xyz
  refused tau-p run-md --potential "$sw" --ensemble npt --temperature 300 --steps 3 --tau-p $tiny si.xyz
  refused skin run-md --potential "$sw" --temperature 300 --steps 3 --skin $tiny si.xyz
  refused cutoff sample-md --potential "$sw" --temperature 300 --steps 3 --cutoff $tiny si.xyz
  refused force relax --potential "$sw" --force $tiny si.xyz
  refused energy-scale fit-mlp --set "$set" --energy-scale $tiny labelled.xyz
  refused cutoff fit-mlp --set auto --cutoff $tiny labelled.xyz
  refused cutoff symfunc --design --cutoff $tiny si.xyz
  refused learning-rate fit-mlp --optimizer gd --learning-rate $tiny lj.tab
  refused strain measure elastic --potential "$sw" --strain $tiny si.xyz
  refused range measure eos --potential "$sw" --range $tiny si.xyz
  refused range gen-lj --range $tiny,5
  refused xscale plot line --xscale $tiny lj.tab
done
refused temperature run-md --potential "$sw" --ensemble nvt --temperature 1e300 --steps 3 si.xyz
refused pressure run-md --potential "$sw" --ensemble npt --temperature 300 --pressure 1e300 --steps 3 si.xyz
refused rattle make-cell sc --element Si --constant 3 --rattle 1e300
# Amounts.
refused committee fit-mlp --set "$set" --committee 1000000000 labelled.xyz
refused starts fit-mlp --set "$set" --starts 1000000000 labelled.xyz
refused hidden fit-mlp --hidden 99999999 lj.tab
refused hidden fit-mlp --hidden "$(printf '5,%.0s' {1..200})5" lj.tab
refused cutoff fit-mlp --set auto --cutoff 30 labelled.xyz
refused cutoff symfunc --design --cutoff 30 si.xyz
expect_fail 2 '^fit-mlp: --hidden: a network of .* weights' fit-mlp --hidden 90000,90000 lj.tab -o out
expect_fail 1 '^fit-mlp: .*lm with .* parameters needs .* GB of memory, the machine has' \
  timeout 60 fit-mlp --hidden 9000,9000 --optimizer lm lj.tab -o out
expect_fail 1 'a radius of .* holds too many atoms' make-cell sc --element Si --constant 3 --cluster 1e6 -o out

# Potentials inline.
inline() { expect_fail 2 "^label: potential '.*': .*expected" label --potential "$1" si.xyz -o out; }
for tiny in 1e-200 1e-320 1e300; do
  inline "lj:epsilon=1,sigma=1,cutoff=$tiny"
  inline "lj:epsilon=1,sigma=$tiny,cutoff=3"
  inline "lj:epsilon=$tiny,sigma=1,cutoff=3"
  inline "morse:depth=1,width=$tiny,distance=2,cutoff=3"
  inline "morse:depth=1,width=1,distance=$tiny,cutoff=3"
  inline "buckingham:a=$tiny,rho=1,c=1,cutoff=3"
  inline "buckingham:a=1,rho=$tiny,c=1,cutoff=3"
  inline "zbl:inner=0,outer=$tiny"
  inline "si.nnp+zbl:inner=0,outer=$tiny"
done
inline 'zbl:inner=1e-300,outer=1e-200'
inline 'zbl:inner=1.5,outer=1.50000000001'

# Files. In a potential each number is tried in turn; the checksum is made to fit by a reader that says what it
# expected.
mended() {
  local sum
  sum=$(label --potential "$1" si.xyz 2>&1 >/dev/null |
    sed -nE "s/.*checksum differs, expected ([0-9a-f]+),.*/\1/p") || true
  [[ -z $sum ]] || sed -i "s/^checksum .*/checksum $sum/" "$1"
}
for change in 's/cutoff=[0-9.]+/cutoff=1e-200/g; s/^cutoff .*/cutoff 1e-200/' 's/eta=4 /eta=1e300 /' 's/eta=4 /eta=1e-300 /' \
  's/zeta=4/zeta=1e300/' 's/r_s=1.9/r_s=1e300/' 's/factor=[^ ]+/factor=1e308/' 's/factor=[^ ]+/factor=1e-308/' \
  's/subtract=[^ ]+/subtract=1e308/' 's/^energy-offset .*/energy-offset 1e308/' 's/^(target energy offset=)[^ ]+/\11e300/'; do
  sed -E "$change" si.nnp >edge.nnp
  if cmp -s si.nnp edge.nnp; then unmet "changes nothing: $change"; fi
  mended edge.nnp
  expect_fail 1 '^label: edge.nnp.*(expected|from|to|is above)' label --potential edge.nnp si.xyz -o out
  if grep -q checksum "$ERR"; then unmet "only the checksum tells of: $change"; fi
done
for change in 's/cutoff=[0-9.]+/cutoff=1e-200/g' 's/eta=4 /eta=1e300 /' 's/zeta=4/zeta=1e300/' 's/r_s=1.9/r_s=1e300/' \
  's/cutoff-function exp/cutoff-function exp inner=0.99999999999/'; do
  sed -E "$change" "$set" >edge.sf
  if cmp -s "$set" edge.sf; then continue; fi
  expect_fail 1 '^symfunc: edge.sf:[0-9]+: .*(expected|is above)' symfunc --set edge.sf si.xyz -o out
done
for value in 1e-200 1e300; do
  awk -v v="$value" '/^Si/ { $5 = v } 1' "$sw" >edge.sw
  expect_fail 1 '^label: .*edge.sw.*expected' label --potential edge.sw si.xyz -o out
done

# Cells and frames.
for length in 1e-200 1e-7 1e16; do
  sed "s/5.431/$length/g" si.xyz >edge.xyz
  expect_fail 1 '^label: edge.xyz.*cell.*expected' label --potential "$sw" edge.xyz -o out
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
