# Potentials, sets, frames and tables are data: what a shell, gnuplot or Lua would run in them stays text.
evil='$(touch hacked)`touch hacked`;touch_hacked|touch'
make-cell diamond --element Si --constant 5.431 --rattle 0.1 --count 6 --no-provenance | label \
  --no-provenance --potential "$SHARE/potentials/Si.sw" |
  sed "s/^Lattice/config_type=\"$evil\" made_by=\"system('touch hacked')\" note=\"$evil\" Lattice/" >evil.xyz
expect_frames 6 evil.xyz
sed "s/^name.*/name $evil/" "$SHARE/symfunc/si-short.sf" >evil.sf
expect_ok symfunc --set evil.sf evil.xyz -o values.tab
expect_status 0 fit-mlp --set evil.sf --hidden 2 --epochs 1 --log fit.tab evil.xyz -o evil.nnp
expect_status 0 validate --potential evil.nnp --report evil.html --training-log fit.tab evil.xyz -o errors.tab
grep -qF 'touch_hacked' errors.tab || unmet 'the table of errors does not name the config_type'

# Columns of a table get into pictures and scripts by their names.
cat >evil.tab <<'EOF'
#! nnpipe-table 1 text
#! units metal
#! made-by `touch hacked`
#! fields x $(touch_hacked) `touch@hacked` @system("touch@hacked")
#! data
1 2 3 4
2 3 4 5
#! end rows=2
EOF
if command -v gnuplot >/dev/null; then expect_status 0 plot line evil.tab --title "$evil" -o evil.svg; fi
cat >read.lua <<'EOF'
local nn = require "nnpipe"
local t = nn.table "evil.tab"
print(#t)
EOF
expect_status 0 nnpipe run ./read.lua out=read
expect_absent hacked

# Folders in which programs of others run are the user's alone.
cat >look <<'EOF'
#!/bin/sh
stat -c %a "$PWD/.." >>"$LOOKED"
exec label --potential lj:epsilon=0.01,sigma=2,cutoff=5 "$@"
EOF
chmod +x look
printf '%s\n' 'nnpipe-calculator 1' "command $PWD/look in.xyz" 'frame in.xyz extxyz' 'read output extxyz' \
  >own.calculator
LOOKED=$PWD/looked expect_ok label --calculator own.calculator evil.xyz -o labelled.xyz
[[ $(sort -u looked) == 700 ]] || unmet "folders with the rights $(sort -u looked), expected 700"
