# Each criterion by itself, on frames of which it is known what they are: those a fit has seen, hotter ones, exploded
# ones.
sw=$SHARE/potentials/Si.sw
make-cell diamond --element Si --constant 5.431 --repeat 2 --rattle 0.1 --count 6 --seed 1 | label --potential "$sw" \
  -o seen.xyz
fit-mlp --set "$SHARE/symfunc/si-short.sf" --forces --hidden 5 --epochs 3 --committee 3 --validation 0 \
  -o c.nnp seen.xyz 2>/dev/null
make-cell diamond --element Si --constant 5.431 --repeat 2 --rattle 0.4 --count 4 --seed 2 -o hot.xyz
make-cell diamond --element Si --constant 3.2 --repeat 2 --rattle 0.1 --seed 3 -o exploded.xyz
cat seen.xyz hot.xyz exploded.xyz >all.xyz

outcomes() { table_column "$1" outcome | tr '\n' ' '; }

# Extrapolation: nothing the fit has seen, all that is hotter.
expect_ok pick --potential c.nnp --extrapolation 0 all.xyz --table t.tab -o new.xyz
expect_frames 5 new.xyz
[[ $(outcomes t.tab) == 'inside inside inside inside inside inside picked picked picked picked picked ' ]] || \
  unmet "$(outcomes t.tab)"
[[ $(table_value t.tab extrapolating frame=1) == 0 && $(table_value t.tab extrapolation frame=6) == 0 ]]
grep -q 'picked_for=extrapolation' new.xyz
grep -q ':extrapolation:R:1' new.xyz
# The column's largest is the table's.
expect_near "$(awk 'NR > 2 && NR <= 66 { if ($5 > m) m = $5 } END { print m }' new.xyz)" \
  "$(table_value t.tab extrapolation frame=7)" 1e-12
# What is beyond the upper bound has fallen apart.
expect_ok pick --potential c.nnp \
  --extrapolation "0,$(table_value t.tab extrapolation frame=11 | awk '{ print 0.9 * $1 }')" all.xyz --table t.tab \
  -o new.xyz
expect_frames 4 new.xyz
[[ $(table_value t.tab outcome frame=11) == beyond ]]

# Novelty: what is in the data base is not new, nor is the same frame a second time.
cat hot.xyz hot.xyz >twice.xyz
expect_ok pick --potential c.nnp --database seen.xyz --novelty 0.05 twice.xyz --table t.tab -o new.xyz
expect_frames 4 new.xyz
[[ $(outcomes t.tab) == 'picked picked picked picked inside inside inside inside ' ]] || unmet "$(outcomes t.tab)"
expect_near "$(table_value t.tab novelty frame=5)" 0 1e-5
expect_status 3 pick --potential c.nnp --database seen.xyz --novelty 0.001 seen.xyz
expect_stderr '^pick: none of 6 frames was picked$'
expect_ok pick --potential c.nnp --database seen.xyz --novelty 0.001 seen.xyz --allow-none -o none.xyz
[[ -e none.xyz && ! -s none.xyz ]] || unmet 'an empty stream'
# The mean distance from sites is no less than the least.
expect_ok pick --set "$SHARE/symfunc/si-short.sf" --database seen.xyz --novelty 0.01 --mean-novelty 0.01 hot.xyz \
  --table t.tab -o new.xyz
expect_less "$(table_value t.tab novelty frame=1)" "$(table_value t.tab mean_novelty frame=1)"
expect_less "$(table_value t.tab mean_novelty frame=1)" 20

# Committees disagree more about what they have not seen; the energy's spread is that of the members' own energies.
expect_ok pick --potential c.nnp --energy-spread 0 --force-spread 0 all.xyz --table t.tab -o new.xyz
expect_less "$(table_value t.tab force_spread frame=1)" "$(table_value t.tab force_spread frame=7)"
awk -v RS='nnp-potential' 'NR > 1 { printf "nnp-potential%s", $0 >("m" NR - 1 ".nnp") }' c.nnp
for m in 1 2 3; do
  label --quiet --on-extrapolation ignore --potential m$m.nnp hot.xyz | frame_energies /dev/stdin | head -n 1
done >energies 2>/dev/null
expect_near "$(awk '{ s += $1; q += $1 * $1 } END { print 1000 / 64 * sqrt(q / NR - (s / NR) ^ 2) }' energies)" \
  "$(table_value t.tab energy_spread frame=7)" 0.01
expect_ok pick --potential c.nnp --spread range --energy-spread 0 hot.xyz --table t.tab -o new.xyz
expect_near "$(sort -g energies | awk 'NR == 1 { a = $1 } { b = $1 } END { print 1000 / 64 * (b - a) }')" \
  "$(table_value t.tab energy_spread frame=1)" 0.01
grep -q ':force_spread:R:1' new.xyz

# Atoms on top of one another: an error, unless an upper bound says what to make of it.
sed '4s/.*/Si 0 0 0/; 3s/.*/Si 0 0 0/' hot.xyz >broken.xyz
expect_fail 1 '^pick: broken.xyz: frame 1: atoms 1 and 2' pick --potential c.nnp --extrapolation 0 broken.xyz
expect_ok pick --potential c.nnp --extrapolation 0,1000 broken.xyz --table t.tab -o new.xyz
[[ $(outcomes t.tab) == 'broken picked picked picked ' ]] || unmet "$(outcomes t.tab)"
