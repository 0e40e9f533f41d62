# Pictures for paper and page in one go; numbers of a summary as rows of a page; what is missed is marked there.
cat >road.lua <<'EOF'
local nn = require "nnpipe"
local data = nn.step { "data", out = "lj.tab", { "gen-lj", points = 30 } }
local picture = nn.picture { "scatter", data, out = "small/lj", x = "r", y = "energy" }
local rows = { { "wide", "meV", ours = 2, wanted = 1 }, { "near", "meV", thesis = 3, ours = 0.5, wanted = 1, moonshot = 0.1 } }
nn.summary(rows)
nn.report { title = "Page", sections = { { "Data", pictures = { { picture, alt = "Energies" } }, rows = nn.rows(rows) },
  { "More", rows = nn.rows { { "alone", "meV", ours = 4 } } } } }
EOF
expect_ok nnpipe run road.lua
expect_stdout '^wide +meV +– +2 +1 +– +missed$'
expect_file out/road/small/lj.png out/road/small/lj.svg out/road/report.html
tr -d '\n' <out/road/report.html >page
grep -q 'aria-labelledby' page || unmet 'the picture is not on the page'
for head in thesis ours wanted moonshot; do grep -qE "<th[^>]*>$head</th>" page || \
  unmet "the table has no column $head"; done
[[ $(grep -oE '<th[^>]*>wanted</th>' page | wc -l) == 1 ]] || unmet 'a column that no row has a value for is there'
printf 'local nn = require "nnpipe"\nnn.picture { "scatter", out = "x.png" }\n' >wrong.lua
expect_fail 1 'nn.picture: expected out = "NAME", without .png or .svg' nnpipe run wrong.lua out=wrong
