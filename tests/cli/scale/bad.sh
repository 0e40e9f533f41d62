# Bad use and what is refused; bad tables are in bad-input.
cat >raw.tab <<'END'
#! nnpipe-table 1 text
#! units metal
#! inputs a
#! fields a y
#! data
1 2
2 3
#! end rows=2
END
expect_fail 2 'expected either --method or --apply' scale raw.tab
expect_fail 2 'expected either --method or --apply' scale --method none --apply raw.tab raw.tab
expect_fail 2 "got 'minmax'" scale --method minmax raw.tab
expect_fail 2 '^scale: --range belongs to the methods range and both' scale --method center --range 0,1 raw.tab
expect_fail 2 '^scale: --range: expected A < B, got 1,0' scale --method range --range 1,0 raw.tab
expect_fail 2 'the input and --apply are both standard input' scale --apply - <raw.tab
expect_fail 1 '^scale: raw.tab: the table carries no scaling$' scale --apply raw.tab raw.tab
expect_fail 1 "^scale: raw.tab: no column 'z', the table has a y" scale --method center --inputs z raw.tab
expect_ok scale --method center raw.tab -o scaled.tab
expect_fail 1 '^scale: scaled.tab: the table is scaled already$' scale --method center scaled.tab
sed 's/^#! inputs.*/#! inputs a b/' raw.tab >odd.tab
expect_fail 1 "^scale: odd.tab: no column 'b', the table has a y" scale --method center odd.tab
grep -v inputs raw.tab >mute.tab
expect_fail 1 '^scale: mute.tab: the table does not say which columns are inputs: name them with --inputs$' \
  scale --method center mute.tab
sed 's/metal/lj/' raw.tab >lj.tab
expect_fail 1 '^scale: units differ' scale --apply scaled.tab lj.tab
sed '/^1 2/,/^2 3/d; s/rows=2/rows=0/' raw.tab >none.tab
expect_fail 1 '^scale: none.tab: no rows' scale --method center none.tab
printf '#! nnpipe-table 1 text\n#! units none\n#! text w\n#! fields w a\n#! inputs a\n#! data\nx 1\n#! end rows=1\n' \
  >words.tab
expect_fail 1 '^scale: words.tab: column w holds words, expected numbers alone$' scale --method center words.tab
expect_full_disk scale --method center raw.tab
awk '/^1 2/ { for (i = 0; i < 20000; ++i) print i, i } !/^[12] / { sub(/rows=2/, "rows=20000"); print }' raw.tab \
  >long.tab
expect_closed_pipe scale --method center long.tab
# The temporary folder that is full, or not there, is an error that names it.
awk '/^1 2/ { for (i = 0; i < 2200000; ++i) print i, i } !/^[12] / { sub(/rows=2/, "rows=2200000"); print }' raw.tab \
  >huge.tab
expect_ok scale --method range huge.tab -o scaled-huge.tab
tail -n 2 scaled-huge.tab | head -n 1 | grep -qx '1 2199999'
expect_fail 1 '^scale: cannot make a temporary file in absent: No such file or directory$' \
  env TMPDIR=absent scale --method center huge.tab -o never.tab
