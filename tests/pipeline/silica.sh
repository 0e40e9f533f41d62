# The whole road of scripts/silica.lua, small: its pictures and its table are there, and silicon is bound to oxygen.
expect_status 0 nnpipe run silica cells=2 break_steps=300 melt_steps=300 fall_steps=200 quench_steps=800 \
  glass_steps=300 every=50 out=silica
for picture in rdf-O-Si rdf-O-O rdf-Si-Si angles-O-Si-O angles-Si-O-Si structure-factor quench; do
  expect_file silica/$picture.png
done
value() { awk -v name="\"$1\"" 'index($0, name) == 1 { print $NF }' silica/summary.tab; }
expect_near "$(value 'Si-O distance, highest g(r), glass (experiment 1.62)')" 1.6 0.15
expect_near "$(value 'O-Si-O angle, mean, glass (experiment 109.5)')" 109.5 8
