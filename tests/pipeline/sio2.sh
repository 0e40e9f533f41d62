# scripts/sio2.lua whole, small: two elements, rounds, pictures and tables whose numbers make sense.
expect_status 0 nnpipe run sio2 quick=yes long=yes out=out
expect_stdout '^energy RMSE, crystals +meV/atom '
# The numbers of the rows that begin so, without the names before them.
numbers() { awk -v name="\"$2" 'index($0, name) == 1 { sub(/^"[^"]*" /, ""); print }' out/"$1".tab; }
value() { numbers summary "$1" | awk '{ print $2 }'; }
expect_less "$(value 'energy RMSE, crystals')" 3
expect_less "$(value 'force RMSE, crystals')" 100
expect_less "$(value 'energy RMSE, melt')" 3
expect_less "$(value 'force RMSE, melt')" 150
expect_less "$(numbers properties 'volume of quartz' | awk '{ print $4 < 0 ? -$4 : $4 }')" 5
for file in rdf-melt-O-Si.png rdf-glass-O-O.png angles-melt-O-Si-O.png eos-quartz.png forces-melt.png fit.png \
  long-20000.png; do
  expect_file out/$file
done
# The runs at 1000 K ended, and as hot as they should be.
expect_less "$(numbers long network | awk '$4 > most { most = $4 } END { print most }')" 2500
# The network is one of both elements, and says of what it was learned.
expect_status 0 label --quiet --potential out/sio2.nnp out/crystals/quartz.xyz -o labelled.xyz
grep -q 'Si' out/sio2.nnp && grep -q 'fit-mlp' out/sio2.nnp
