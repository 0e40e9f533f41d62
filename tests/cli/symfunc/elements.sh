# Sets for several elements: one centre at a time, site samples of others passed over.
cat >set.sf <<'END'
nnpipe-sf 1
units metal
G1 Si O cutoff=4
G1 O Si cutoff=4
G1 O O cutoff=4
END
cat >frame.xyz <<'END'
3
Properties=species:S:1:pos:R:3
Si 0 0 0
O 2 0 0
O -2 0 0
END
expect_ok symfunc --set set.sf --element Si frame.xyz
cp "$OUT" si.tab
expect_rows 1 si.tab
expect_near "$(table_value si.tab G1_1 atom=1)" 1 1e-15
expect_ok symfunc --set set.sf --element O frame.xyz
cp "$OUT" o.tab
expect_rows 2 o.tab
expect_near "$(table_value o.tab G1_1 atom=3)" 0.5 1e-15
expect_fail 2 '^symfunc: set.sf has sets for Si O: choose one with --element$' symfunc --set set.sf frame.xyz
expect_fail 1 'no functions centred on C, it has: Si O' symfunc --set set.sf --element C frame.xyz
expect_fail 2 "^symfunc: --element: unknown element 'Sx'" symfunc --set set.sf --element Sx frame.xyz
sed 's/^Properties/site_energy=-1 &/' frame.xyz >sample.xyz
expect_fail 1 '^symfunc: sample.xyz: no atom of element O in 1 frames' symfunc --set set.sf --element O sample.xyz
sed 's/^O/C/' frame.xyz >carbon.xyz
expect_fail 1 '^symfunc: carbon.xyz: frame 1: atom 2: no symmetry function names element C, the set has Si O' \
  symfunc --set set.sf --element Si carbon.xyz
