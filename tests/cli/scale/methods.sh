# Each method gives the column what it is named for; other columns pass unchanged.
cat >raw.tab <<'END'
#! nnpipe-table 1 text
#! units metal
#! inputs a b
#! targets y
#! kept note
#! fields id a y b
#! data
1 10 0.5 1
2 14 0.25 3
3 12 0.125 8
#! end rows=3
END
scaled() {
  expect_ok scale "$@" raw.tab
  cp "$OUT" scaled.tab
  echo "$(table_column scaled.tab a | tr '\n' ' ')"
}
[[ $(scaled --method none) == '10 14 12 ' ]]
[[ $(scaled --method range) == '-1 1 0 ' ]]
[[ $(scaled --method range --range 0,1) == '0 1 0.5 ' ]]
[[ $(scaled --method center) == '-2 2 0 ' ]]
[[ $(scaled --method centre) == '-2 2 0 ' ]]
[[ $(scaled --method both --range 0,4) == '-2 2 0 ' ]]
[[ $(scaled --method standardise) == '-1.224744871391589 1.224744871391589 0 ' ]]
expect_stdout '^#! kept note$'
expect_stdout '^#! fields id a y b$'
expect_stdout '^#! scaling a subtract=12 factor=0.6123724356957945 low=10 high=14$'
[[ $(table_column scaled.tab y | tr '\n' ' ') == '0.5 0.25 0.125 ' ]]

# What is applied to the same table is what was learned from it; --inputs says what the table does not.
expect_ok scale --method both raw.tab -o both.tab
expect_ok scale --apply both.tab raw.tab -o again.tab
diff <(grep -v made-by both.tab) <(grep -v made-by again.tab)
expect_ok scale --apply both.tab --binary raw.tab -o again.bin
grep -v inputs raw.tab >mute.tab
expect_ok scale --method center --inputs a mute.tab
expect_stdout '^#! inputs a$'
expect_stdout '^1 -2 0.5 1$'
