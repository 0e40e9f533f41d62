# Potentials that are shipped move the crystals that they are for, conserve energy, and have a card each.
for entry in Si:diamond:5.47 Ge:diamond:5.76 Li:bcc:3.44; do
  IFS=: read -r element lattice constant <<<"$entry"
  expect_ok make-cell "$lattice" --element "$element" --constant "$constant" --repeat 3,3,3 -o start.xyz
  expect_status 0 run-md --potential "$SHARE/potentials/$element.nnp" --temperature 300 --steps 200 --thermo 50 \
    --thermo-output thermo.tab start.xyz -o run.xyz
  first=$(table_value thermo.tab etotal step=50) last=$(table_value thermo.tab etotal step=200)
  atoms=$(head -n 1 start.xyz)
  expect_near "$(awk "BEGIN { printf \"%.17g\", $first / $atoms }")" \
    "$(awk "BEGIN { printf \"%.17g\", $last / $atoms }")" 1e-4
  for word in licence 'force, MAE' 'not for'; do
    grep -q "$word" "$SHARE/potentials/$element.md" || unmet "the card of $element says nothing of $word"
  done
done
