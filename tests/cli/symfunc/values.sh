# A dimer, a trimer at a right angle and a site sample, whose values are known in closed form.
cat >set.sf <<'END'
nnpipe-sf 1
units metal
G1 Si Si cutoff=6
G2 Si Si eta=1 r_s=2 cutoff=6
G5 Si Si Si eta=0 zeta=2 lambda=1 cutoff=6
END
cat >frames.xyz <<'END'
2
Properties=species:S:1:pos:R:3
Si 0 0 0
Si 0 0 3
3
Properties=species:S:1:pos:R:3
Si 0 0 0
Si 3 0 0
Si 0 3 0
END
expect_ok symfunc --set set.sf frames.xyz
cp "$OUT" values.tab
expect_rows 5 values.tab
# f_c(3 Å) of 6 Å is 1/2.
expect_near "$(table_value values.tab G1_1 frame=1 atom=2)" 0.5 1e-15
expect_near "$(table_value values.tab G2_1 frame=1 atom=2)" 0.18393972058572117 1e-15
expect_near "$(table_value values.tab G5_1 frame=1 atom=1)" 0 0
expect_near "$(table_value values.tab G1_1 frame=2 atom=1)" 1 1e-15
expect_near "$(table_value values.tab G5_1 frame=2 atom=1)" 0.125 1e-15
expect_stdout '^#! fields frame atom G1_1 G2_1 G5_1$'
expect_stdout '^#! inputs G1_1 G2_1 G5_1$'
expect_stdout '^#! element Si$'
expect_stdout '^#! set G5 Si Si Si eta=0 zeta=2 lambda=1 cutoff=6 cutoff-function=cosine$'

# A site sample gives the row of its first atom, with its energy.
cat >samples.xyz <<'END'
3
site_energy=-4.5 pbc="F F F" Properties=species:S:1:pos:R:3
Si 0 0 0
Si 3 0 0
Si 0 3 0
END
expect_ok symfunc --set set.sf samples.xyz
cp "$OUT" sample.tab
expect_rows 1 sample.tab
expect_stdout '^#! fields frame atom energy G1_1 G2_1 G5_1$'
expect_stdout '^#! targets energy$'
expect_near "$(table_value sample.tab energy atom=1)" -4.5 0
expect_near "$(table_value sample.tab G5_1 atom=1)" 0.125 1e-15

# The binary table says the same, and so does standard input.
expect_ok symfunc --set set.sf --binary samples.xyz -o sample.bin
expect_ok scale --method none sample.bin
grep -v '^#' "$OUT" >rows
grep -v '^#' sample.tab | diff - rows
expect_ok symfunc --set set.sf --no-provenance <samples.xyz
grep -v made-by sample.tab | diff - "$OUT"
