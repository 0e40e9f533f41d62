# scripts/sio2.lua whole, small: two elements, rounds, pictures and a table whose numbers make sense.
expect_status 0 nnpipe run sio2 quick=yes out=out
expect_stdout '^energy RMSE, crystals +meV/atom '
value() { awk -v name="\"$1\"" 'index($0, name) == 1 { print $NF }' out/summary.tab; }
expect_less "$(value 'energy RMSE, crystals')" 60
expect_less "$(value 'force RMSE, crystals')" 1500
expect_less "$(value 'volume of quartz off')" 10
for file in rdf-O-Si.png rdf-O-O.png rdf-Si-Si.png angles-O-Si-O.png eos-quartz.png force-parity.png rounds/convergence.png; do
  expect_file out/$file
done
# The network is one of both elements, and says of what it was learned.
expect_status 0 label --quiet --potential out/sio2.nnp out/crystals/quartz.xyz -o labelled.xyz
grep -q 'Si' out/sio2.nnp && grep -q 'fit-mlp' out/sio2.nnp
