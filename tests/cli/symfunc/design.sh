# A set made for frames: of their elements, with the cutoff and the size asked for, usable as any other; why each
# function
# stayed or went stands in it and in a table.
expect_ok make-cell diamond --element Si --constant 5.431 --repeat 2 --rattle 0.15 --count 3 --seed 3 -o si.xyz
expect_ok symfunc --design si.xyz -o si.sf --report report.tab --radial radial.tab --angular angular.tab
[[ $(grep -c '^G' si.sf) == 24 ]]
grep -q '^G2 Si Si ' si.sf
grep -q '^G5 Si Si Si ' si.sf
grep -q 'cutoff=5[.0-9]*$' si.sf
# The set alone is in canonical form, what was thought of the others are comments.
expect_ok symfunc --set si.sf --list
expect_same "$OUT" <(sed '/^#/d' si.sf)
expect_ok symfunc --set si.sf si.xyz -o si.tab
expect_rows 192 si.tab
# A row for each function of the pool: 24 kept, ranks 1 to 24; those that went say why.
[[ $(grep -c ' kept ' report.tab) == 24 ]]
expect_rows "$(grep -c '^# G' si.sf)" report.tab
expect_near "$(table_column report.tab rank | sort -g | tail -n 1)" 24 0
for verdict in redundant correlated; do grep -q " $verdict " report.tab; done
grep -q '^# .*: correlation -*0.999[0-9]* with G' si.sf
grep -q '^# .*: less to say than those chosen' si.sf
# No function correlates with another of the set by more than asked for, and each has a range.
expect_ok symfunc --design --correlation 0.9 --size 0 si.xyz -o loose.sf --report loose.tab
awk '!/^#/ && $13 == "kept" && ($14 > 0.9 || $14 < -0.9 || $11 <= $10) { exit 1 }' loose.tab || \
  unmet 'functions that correlate'
# The curves: distances between 1.8 and the cutoff, angles of a diamond; functions between 0 and 1.
awk '!/^#/ && $2 == 1 { r = $1 } END { exit !(r > 2.1 && r < 4.1) }' radial.tab || unmet 'the most frequent distance'
awk '!/^#/ && $2 == 1 { a = $1 } END { exit !(a > 95 && a < 125) }' angular.tab || unmet 'the most frequent angle'
awk '!/^#/ { for (i = 2; i <= NF; ++i) if ($i < 0 || $i > 1) exit 1 }' radial.tab angular.tab || \
  unmet 'a curve leaves [0, 1]'

for curves in 'radial r' 'angular angle'; do
  # shellcheck disable=SC2086
  set -- $curves
  expect_ok plot set $1.tab --x $2 -o $1.svg
  expect_file $1.svg
done

# Recipes by themselves, other ways to the size, a number of shells.
for recipe in thesis gastegger imbalzano shells; do
  expect_ok symfunc --design --recipes $recipe --size 10 si.xyz -o one.sf
  [[ $(grep -c '^G' one.sf) == 10 && $(grep -c "^# .*($recipe)" one.sf) == $(grep -c '^# G' one.sf) ]] || unmet $recipe
done
expect_ok symfunc --design --choose farthest --size 12 si.xyz -o far.sf
[[ $(grep -c '^G' far.sf) == 12 ]]
expect_ok symfunc --design --cutoff 4 --shells 3,1 si.xyz
[[ $(grep -c '^G2 .*cutoff=4$' "$OUT") == 3 && $(grep -c '^G5 .*cutoff=4$' "$OUT") == 5 ]]
# Two elements.
make-cell beta-cristobalite --rattle 0.1 --count 2 --seed 1 -o silica.xyz
expect_ok symfunc --design silica.xyz -o silica.sf
[[ $(grep -c '^G[25] Si' silica.sf) -le 38 && $(grep -c '^G[25] O' silica.sf) -le 38 ]]
expect_ok symfunc --set silica.sf --element O silica.xyz

expect_fail 2 'expected --set or --design' symfunc si.xyz
expect_fail 2 'expected --set or --design' symfunc --design --set si.sf si.xyz
expect_fail 2 '--cutoff is for --design' symfunc --set si.sf --cutoff 4 si.xyz
expect_fail 2 'expected 1 to 100 shells, got 0' symfunc --design --shells 0,1 si.xyz
expect_fail 2 '--recipes: expected shells, thesis, gastegger or imbalzano, got .soup.' symfunc \
  --design --recipes soup si.xyz
expect_fail 1 'no two atoms are closer than the cutoff of 1.5 Å' symfunc --design --cutoff 1.5 si.xyz
make-cell diamond --element Si --constant 5.431 -o alike.xyz
awk '/^Si/ && !done { sub(/^Si/, "Ge"); done = 1 } 1' alike.xyz >rare.xyz
expect_fail 1 'the frames have one atom of Ge, expected several to choose functions by' symfunc --design rare.xyz
expect_fail 1 'no function centred on Si distinguishes its atoms: the frames are all alike' symfunc --design alike.xyz
expect_closed_pipe symfunc --design si.xyz
expect_full_disk symfunc --design si.xyz
