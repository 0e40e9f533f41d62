# A set made for frames: of their elements, with the cutoff asked for, usable as any other.
expect_ok make-cell diamond --element Si --constant 5.431 --rattle 0.05 --seed 3 -o si.xyz
expect_ok symfunc --suggest si.xyz -o si.sf
grep -q '^G2 Si Si ' si.sf
grep -q 'cutoff=5[.0-9]*$' si.sf
expect_ok symfunc --set si.sf --list
expect_same "$OUT" si.sf
expect_ok symfunc --set si.sf si.xyz -o si.tab
expect_rows 8 si.tab
expect_ok symfunc --suggest --cutoff 4 --shells 3,1 si.xyz
[[ $(grep -c '^G2 .*cutoff=4$' "$OUT") == 3 && $(grep -c '^G5 .*cutoff=4$' "$OUT") == 5 ]]
expect_fail 2 'expected --set or --suggest' symfunc si.xyz
expect_fail 2 'expected --set or --suggest' symfunc --suggest --set si.sf si.xyz
expect_fail 2 '--cutoff is for --suggest' symfunc --set si.sf --cutoff 4 si.xyz
expect_fail 2 'expected 1 to 100 shells, got 0' symfunc --suggest --shells 0,1 si.xyz
expect_fail 1 'no two atoms are nearer to one another than the cutoff of 2 Å' symfunc --suggest --cutoff 2 si.xyz
expect_closed_pipe symfunc --suggest si.xyz
expect_full_disk symfunc --suggest si.xyz
