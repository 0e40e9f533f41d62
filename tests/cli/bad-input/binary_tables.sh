# Binary tables: cut anywhere, or with numbers that are none, they are refused as text is.
gen-lj --points 1000 --binary -o good.tab
size=$(stat -c %s good.tab)
header=$(grep -abo -m 1 '#! data' good.tab | cut -d : -f 1)
rows=$((header + 8 + 8))
read_by() {
  expect_fail 1 "$@" -o out
  expect_absent out
}
for tool in 'scale --method center' 'fit-mlp --hidden 2 --epochs 1' 'measure mean'; do
  for cut in $((rows + 5)) $((rows + 8000)) $((size - 30)) $((size - 3)); do
    CASE_NOTE="$tool, cut at $cut"
    head -c "$cut" good.tab >cut.tab
    # shellcheck disable=SC2086
    read_by "^${tool%% *}: cut.tab(:[0-9]+)?: " $tool cut.tab
    # shellcheck disable=SC2086
    read_by "^${tool%% *}: stdin(:[0-9]+)?: " $tool <cut.tab
  done
  # Column energy of row 3 becomes NaN.
  CASE_NOTE="$tool, NaN"
  cp good.tab nan.tab
  printf '\x00\x00\x00\x00\x00\x00\xf8\x7f' | dd of=nan.tab bs=1 seek=$((rows + 2 * 16 + 8)) conv=notrunc status=none
  # shellcheck disable=SC2086
  read_by "^${tool%% *}: nan.tab: row 3, column 'energy' is NaN" $tool nan.tab
done
