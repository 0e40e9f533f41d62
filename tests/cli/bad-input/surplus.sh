# More than was announced, or the same twice: refused by every reader, by name, and nothing is written.
sw=$SHARE/potentials/Si.sw set=$SHARE/symfunc/si-short.sf
make-cell diamond --element Si --constant 5.431 --rattle 0.05 -o si.xyz
label --potential "$sw" si.xyz -o labelled.xyz
gen-lj --points 30 -o lj.tab
fit-mlp --quiet --set "$set" --hidden 2 --epochs 1 --validation 0 labelled.xyz -o si.nnp
tried=0
# refused MESSAGE FILE AWK COMMAND…: the command refuses what AWK makes of FILE, called `odd`, and takes FILE itself.
refused() {
  local message=$1 file=$2 program=$3
  shift 3
  CASE_NOTE="$message"
  cp "$file" odd
  "$@" odd -o taken >"$OUT" 2>"$ERR" || unmet "does not take what is whole"
  rm -rf taken
  awk "$program" "$file" >odd
  if cmp -s "$file" odd; then unmet 'the file is the same'; fi
  expect_fail 1 "$message" "$@" odd -o out
  rm odd
  tried=$((tried + 1))
}

# Frames and tables of our own.
refused 'the frame before has more atoms than it says' si.xyz '{ print } END { print "Si 1 1 1" }' \
  reformat --from extxyz
refused "key 'pbc' occurs twice" si.xyz 'NR == 2 { $0 = $0 " pbc=\"T T T\"" } 1' reformat --from extxyz
refused "the table's end says 30 rows, got 31" lj.tab '/^#! end/ { print last } { print; last = $0 }' \
  scale --method center
refused "column 'r' occurs twice" lj.tab '/^#! fields/ { $0 = $0 " r" } 1' scale --method center
refused "input 'r' is given twice" lj.tab '/^#! inputs/ { $0 = $0 " r" } 1' scale --method center
refused 'fields occurs twice' lj.tab '/^#! fields/ { print } 1' scale --method center
refused 'expected 2 columns, got 3' lj.tab '!/^#/ && !done { $0 = $0 " 1"; done = 1 } 1' scale --method center
expect_fail 2 '^scale: lj.tab: --inputs: column r is given twice' scale --method center --inputs r,r lj.tab -o out

# Potentials: a function, an input, a target twice. The checksum is made to fit what was changed.
nnp() {
  local message=$1 program=$2 sum
  CASE_NOTE="$message"
  awk "$program" si.nnp >odd.nnp
  if cmp -s si.nnp odd.nnp; then unmet 'the file is the same'; fi
  sum=$(label --potential odd.nnp si.xyz 2>&1 >/dev/null |
    sed -nE "s/.*checksum differs, expected ([0-9a-f]+),.*/\1/p") || true
  [[ -z $sum ]] || sed -i "s/^checksum .*/checksum $sum/" odd.nnp
  expect_fail 1 "$message" label --potential odd.nnp si.xyz -o out
  tried=$((tried + 1))
}
nnp "function 'G2 Si Si .*' is given twice" '/^function/ && ++n == 2 { $0 = first } /^function/ && n == 1 { first = $0 } 1'
nnp 'input G2_1 is given twice' '/^input/ && ++n == 2 { sub(/G2_2/, "G2_1") } 1'
nnp "more text after 'end'" '{ print } /^end$/ { print "more" }'
nnp 'expected .* parameters in the line' '/^parameters/ { getline line; print; print line " 1"; next } 1'
CASE_NOTE=
awk '/^G2/ && !done { print; done = 1 } 1' "$set" >odd.sf
expect_fail 1 'odd.sf:[0-9]+: the same function is given twice' symfunc --set odd.sf si.xyz -o out
awk '{ print } /^Si/ { held = $0 } END { print held }' "$sw" >odd.sw
expect_fail 1 'odd.sw:[0-9]+: (a second entry for Si Si Si|expected)' label --potential odd.sw si.xyz -o out

# Files of other programs.
reformat --to lammps-data si.xyz -o si.data
reformat --to lammps-dump si.xyz -o si.dump
reformat --to poscar si.xyz -o POSCAR
reformat --to mlip labelled.xyz -o si.cfg
reformat --to runner labelled.xyz -o input.data
data=(reformat --from lammps-data)
refused 'more lines in section Atoms than the 8 atoms' si.data '{ print } END { sub(/^8 /, "9 "); print }' "${data[@]}"
refused "the header line 'N atoms' is given twice" si.data '/^8 atoms/ { print } 1' "${data[@]}"
refused 'bounds along x is given twice' si.data '/xlo xhi/ { print } 1' "${data[@]}"
refused 'a second mass of type 1' si.data '/^1 28/ { print } 1' "${data[@]}"
refused 'section Masses is given twice' si.data '/^Masses/ { print; print ""; next } { print } END { print "\nMasses\n" }' "${data[@]}"
dump=(reformat --from lammps-dump)
refused 'the frame before has more atoms than it says' si.dump '{ print } END { print }' "${dump[@]}"
refused 'TIMESTEP is given twice' si.dump '/^ITEM: TIMESTEP/ { print; print "0" } 1' "${dump[@]}"
refused 'column x is given twice' si.dump '/^ITEM: ATOMS/ { $0 = $0 " x" } !/^ITEM/ && NF > 4 { $0 = $0 " 1" } 1' "${dump[@]}"
refused 'box bounds have 3 words, expected 2' si.dump '/^ITEM: BOX/ { print; getline; $0 = $0 " 0" } 1' "${dump[@]}"
refused 'text after the 8 atoms of the head' POSCAR '{ print } END { print "0.1 0.2 0.3" }' reformat --from poscar
refused 'more rows of numbers than the 8 atoms of Size' si.cfg '/^ 8 / { print } 1' reformat --from mlip --elements Si
refused 'Energy is given twice' si.cfg '/Energy/ { print; getline; print; print " Energy" } 1' \
  reformat --from mlip --elements Si
refused 'energy is given twice' input.data '/^energy/ { print } 1' reformat --from runner --units angstrom-ev
refused 'expected 10 words, got 11' input.data '/^atom/ { $0 = $0 " 1" } 1' reformat --from runner --units angstrom-ev
CASE_NOTE=
reformat --to deepmd labelled.xyz -o folder
mkdir raw
cp folder/type.raw folder/type_map.raw raw
awk 'NR > 2 { printf "%s %s %s ", $2, $3, $4 } END { print "" }' si.xyz >raw/coord.raw
echo '5.431 0 0 0 5.431 0 0 0 5.431' >raw/box.raw
echo '-34.6' >raw/energy.raw
reformat --from deepmd raw -o taken
echo '-34.7' >>raw/energy.raw
expect_fail 1 'energy.raw: more rows than coord' reformat --from deepmd raw -o out

# A file that tells how to run a program.
printf 'nnpipe-calculator 1\ncommand cat\nread output extxyz\nvariable a 1\nvariable a 2\n' >odd.calculator
expect_fail 1 'odd.calculator:5: variable a is given twice' label --calculator odd.calculator si.xyz -o out
printf 'nnpipe-calculator 1\ncommand cat\ncommand cat\nread output extxyz\n' >odd.calculator
expect_fail 1 'odd.calculator:3: command is given twice' label --calculator odd.calculator si.xyz -o out
((tried >= 24)) || unmet "$tried files tried, expected more"
