# Files may be called anything: blanks, line breaks, dashes in front, what a shell would run.
crystal=(make-cell diamond --element Si --constant 5.431 --no-provenance)
odd=$'a b\n$(touch hacked);c.xyz'
expect_ok "${crystal[@]}" -o plain.xyz
for name in "$odd" -x.xyz ./-y --; do
  expect_ok "${crystal[@]}" "--output=$name"
  cmp -- "$name" plain.xyz || unmet "not in $name"
  expect_ok reformat --no-provenance -o out.xyz -- "$name"
  expect_same out.xyz plain.xyz
done
cp -- "$SHARE/potentials/Si.sw" $'-p\not.sw'
expect_ok label --no-provenance $'--potential=-p\not.sw' "$odd" -o $'-l\n.xyz'
expect_ok label --no-provenance --potential "$SHARE/potentials/Si.sw" plain.xyz -o labelled.xyz
expect_same $'./-l\n.xyz' labelled.xyz
# Provenance keeps to its line.
expect_ok reformat "$odd" -o told.xyz
expect_frames 1 told.xyz
expect_ok symfunc --set "$SHARE/symfunc/si-short.sf" -o told.tab -- $'-l\n.xyz'
expect_rows 8 told.tab

# Scripts hand names on as they are; no shell reads them.
cat >$'-s p\n.lua' <<'EOF'
local nn = require "nnpipe"
local a = nn.step { "first;rm *", out = "- a\nb $(touch hacked).xyz", { "make-cell", "diamond", element = "Si", constant = 5.431 } }
local b = nn.step { "second", out = "-b.xyz", nn.pipe { { "cat", a }, { "label", potential = nn.share "potentials/Si.sw" } } }
nn.step { "third", out = "c d/-e.xyz", inputs = { "-x.xyz" }, { "reformat", "--", b, "-x.xyz" } }
EOF
expect_ok nnpipe run $'./-s p\n.lua' $'out=o u;t\n$(touch hacked)'
expect_frames 2 $'o u;t\n$(touch hacked)/c d/-e.xyz'
expect_status 0 nnpipe --progress run $'./-s p\n.lua' $'out=o u;t\n$(touch hacked)'
expect_stderr '^third +unchanged$'
expect_absent hacked
