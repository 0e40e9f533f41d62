# --list prints the canonical form, which is its own canonical form.
expect_ok symfunc --set "$SHARE/symfunc/si-thesis.sf" --list
cp "$OUT" once.sf
expect_stdout '^nnpipe-sf 1$'
expect_stdout '^G2 Si Si eta=0.3 r_s=0 cutoff=6$'
expect_ok symfunc --set once.sf --list -o twice.sf
expect_same once.sf twice.sf
grep -c '^G' once.sf | grep -qx 24
expect_ok symfunc --set - --list --element Si <once.sf
expect_same once.sf "$OUT"
