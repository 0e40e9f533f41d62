# A column that is constant is dropped with a warning that names it and its function; --apply drops it too.
cat >frames.xyz <<'END'
2
site_energy=-1 Properties=species:S:1:pos:R:3
Si 0 0 0
Si 2 0 0
2
site_energy=-2 Properties=species:S:1:pos:R:3
Si 0 0 0
Si 2.5 0 0
END
cat >set.sf <<'END'
nnpipe-sf 1
units metal
G1 Si Si cutoff=6
G5 Si Si Si eta=0 zeta=1 lambda=1 cutoff=6
G2 Si Si eta=1 r_s=0 cutoff=6
END
expect_ok symfunc --set set.sf frames.xyz -o raw.tab
expect_status 0 scale --method center raw.tab -o scaled.tab
expect_stderr '^scale: warning: raw.tab: column G5_1 \(G5 Si Si Si eta=0 zeta=1 lambda=1 cutoff=6\) .*: dropped$'
grep -q '^#! inputs G1_1 G2_1$' scaled.tab
grep -q '^#! fields frame atom energy G1_1 G2_1$' scaled.tab
(($(grep -c '^#! set ' scaled.tab) == 2))
(($(grep -c '^#! scaling ' scaled.tab) == 2))
expect_ok scale --apply scaled.tab raw.tab -o applied.tab
diff <(grep -v made-by scaled.tab) <(grep -v made-by applied.tab)
expect_ok scale --quiet --method center raw.tab -o quiet.tab
expect_ok scale --method none raw.tab
expect_stdout '^#! inputs G1_1 G5_1 G2_1$'
# Nothing is left to learn from.
head -n 4 frames.xyz >one.xyz
expect_ok symfunc --set set.sf one.xyz -o one.tab
expect_status 1 scale --method center one.tab
expect_stderr '^scale: one.tab: every input column has the same value in every row$'
# Scaling of another function of the same name.
sed 's/eta=1/eta=2/' set.sf >other.sf
expect_ok symfunc --set other.sf frames.xyz -o other.tab
expect_fail 1 '^scale: other.tab: input G2_1 is another symmetry function than the one the scaling was learned for$' \
  scale --apply scaled.tab other.tab
