# What each program refuses besides: options that contradict each other, inputs that lack what is asked of them.
sw=$SHARE/potentials/Si.sw set=$SHARE/symfunc/si-short.sf
make-cell diamond --element Si --constant 5.431 --rattle 0.05 -o si.xyz
make-cell sc --element Si --constant 9 -o one.xyz
label --potential "$sw" si.xyz -o labelled.xyz
gen-lj --points 100 -o lj.tab
fit-mlp --hidden 2 --epochs 2 lj.tab -o pair.nnp
fit-mlp --quiet --set "$set" --hidden 2 --epochs 1 --validation 0 labelled.xyz -o si.nnp

# run-md, sample-md
md() { run-md --potential "$sw" --steps 5 "$@" -o out; }
expect_fail 2 '^run-md: --temperature and --velocities exclude each other with --ensemble nve' md --temperature 300 \
  --velocities 100 si.xyz
expect_fail 1 '^run-md: one.xyz: frame 1: a single atom has no temperature' md --temperature 300 one.xyz
expect_fail 1 '^run-md: si.xyz: frame 1: a frame of held atoms alone has no temperature' md --temperature 300 \
  --fix Si si.xyz
sed 's/pos:R:3/pos:R:3:velo:R:3/; s/^Si.*/& 1 1 1/' one.xyz >moving.xyz
expect_fail 1 '^run-md: moving.xyz: frame 1: 1 free atoms have no temperature, expected more for ensemble nvt' md \
  --ensemble nvt --temperature 300 moving.xyz
expect_status 3 md --ensemble npt --temperature 300 --pressure 1e9 --tau-p 0.001 si.xyz
expect_stderr '^run-md: si.xyz: frame 1: .*the cell changes by .* % in a step, expected less than 10'
rm out
expect_fail 2 '^sample-md: --alpha: element Si occurs twice' sample-md --potential "$sw" --alpha Si=1,Si=2 si.xyz -o out

# measure
pbc() { sed 's/pbc="T T T"/pbc="T T F"/' "$1"; }
pbc si.xyz >slab.xyz
expect_fail 1 '^measure: .*needs? a crystal, expected a cell periodic in three directions' measure \
  elastic --potential "$sw" slab.xyz -o out
printf '#! nnpipe-table 1 text\n#! units metal\n#! fields step time\n#! data\n1 2\n2 4\n#! end rows=2\n' >times.tab
expect_fail 1 '^measure: times.tab: no column to take the mean of, the table has step time$' measure mean times.tab \
  -o out
make-cell diamond --element Si --constant 5.431 --repeat 1 -o still.xyz
for _ in 1 2; do sed 's/pos:R:3/pos:R:3:velo:R:3/; s/^Si.*/& 0 0 0/' still.xyz; done >frozen.xyz
expect_fail 1 '^measure: .*a density of states needs velocities at several times' measure vacf --interval 0.1 \
  --spectrum frozen.xyz -o out

# fit-mlp
fit() { fit-mlp --hidden 2 --epochs 1 "$@" -o out; }
frames() { fit --set "$set" --validation 0 "$@" labelled.xyz; }
expect_fail 2 "^fit-mlp: --offsets: expected NAME=NUMBER, got 'Si'" frames --offsets Si
expect_fail 2 "^fit-mlp: --offsets: expected a number from -1e\+15 to 1e\+15 after =, got 'Si=x'" frames --offsets Si=x
expect_fail 2 "^fit-mlp: --weights: expected a number from 0 to 1e\+15 after =, got 'bulk=-1'" frames --weights bulk=-1
expect_fail 2 "^fit-mlp: --memory: expected bytes as 2G or 500M, got 'much'" frames --memory much
expect_fail 1 '^fit-mlp: .*an offset is given for O, which the set does not have' frames --offsets O=1
make-cell alpha-quartz --rattle 0.05 | label --potential "$SHARE/potentials/SiO.1990.vashishta" -o quartz.xyz
expect_fail 1 '^fit-mlp: .*no offset is given for element O' fit --set auto --offsets Si=-1 --validation 0 quartz.xyz
expect_fail 2 '^fit-mlp: --no-energies leaves nothing to fit: add --forces or --stress' frames --no-energies --no-forces
sed 's/^#! units metal/#! units none/' lj.tab >none.tab
expect_fail 1 '^fit-mlp: none.tab: the table has no units, which a potential needs: metal or lj' fit none.tab
sed 's/^G3 Si Si Si/G3 Si Si O/; s/^G2 Si Si/G2 Si O/' "$set" >foreign.sf
if ! cmp -s "$set" foreign.sf; then
  expect_fail 1 '^fit-mlp: .*functions of neighbours O, but none centred on them' fit --set foreign.sf \
    --validation 0 labelled.xyz
fi
head -n $(($(wc -l <"$set") - 1)) "$set" >fewer.sf
expect_fail 1 '^fit-mlp: .*the start has other functions of Si than the set' fit-mlp --start si.nnp --set fewer.sf \
  --epochs 1 --validation 0 labelled.xyz -o out
make-cell cell --vectors 4,4,4 --basis Si:0:0:0,O:0.5:0.5:0.5 -o sio.xyz
expect_fail 1 '^fit-mlp: .*is not a potential of symmetry functions' fit-mlp --start pair.nnp --set "$set" --epochs 1 \
  --validation 0 labelled.xyz -o out
scale --method center lj.tab -o centred.tab
scale --method range lj.tab -o ranged.tab
fit-mlp --hidden 2 --epochs 1 centred.tab -o centred.nnp
expect_fail 1 '^fit-mlp: ranged.tab: the start scales input r differently than the table: scale with --apply' \
  fit-mlp --start centred.nnp --epochs 1 ranged.tab -o out
symfunc --set "$set" si.xyz -o values.tab
expect_fail 1 '^fit-mlp: values.tab: the table has symmetry functions but no site energies' fit values.tab
expect_fail 2 '^fit-mlp: .*schedule.*sudden' fit --optimizer adam --schedule sudden lj.tab

# scale, symfunc, plot, reformat, nnpipe
expect_fail 2 '^scale: --apply excludes other options: its table has the scaling' scale --apply centred.tab --inputs r \
  lj.tab -o out
expect_fail 2 '^symfunc: --shells: expected 1 to 100 shells, got 0' symfunc --design --shells 0,2 si.xyz -o out
expect_fail 2 "^plot: --title: expected markup with each brace closed, got 'a_{b'" plot line \
  --markup --title 'a_{b' lj.tab -o out.svg
expect_fail 2 '^reformat: --to kim: expected --name NAME for the model' reformat --to kim si.nnp -o out
expect_fail 2 "^reformat: --name: expected letters, digits and _ as in Si_nnp, got 'a b'" reformat --to kim \
  --name 'a b' si.nnp -o out
if [[ -e $BUILD/lib/nnpipe/kim/libkim-api-portable-model.so ]]; then
  expect_fail 2 '^reformat: --to kim: expected -o FOLDER' reformat --to kim --name Si_nnp si.nnp
  gen-lj --points 50 --neighbours 2 --vector | fit-mlp --hidden 2 --epochs 1 -o columns.nnp
  expect_fail 1 '^reformat: columns.nnp: the network was fitted to columns of a table' reformat --to kim \
    --name x columns.nnp -o out
  expect_fail 1 '^reformat: pair.nnp: its elements are not those of si.nnp' reformat --to kim --name x si.nnp \
    pair.nnp -o out
  gen-lj --points 50 | sed 's/^#! units metal/#! units lj/' | fit-mlp --hidden 2 --epochs 1 -o lj.nnp
  expect_fail 1 '^reformat: lj.nnp: units lj, expected metal' reformat --to kim --name x lj.nnp -o out
fi
mkdir -p bare/bin
cp "$(command -v reformat)" bare/bin
expect_fail 1 '^reformat: this nnpipe was built without the KIM API' bare/bin/reformat --to kim --name x si.nnp -o out
mkdir empty
expect_fail 1 '^reformat: empty: a folder, expected a file, or a folder of RuNNer with input.nn' reformat \
  --to nnp empty -o out
expect_fail 2 "^nnpipe: 'si.xyz' is no Lua script, expected nnpipe run SCRIPT.lua" nnpipe run si.xyz
echo 'require "nnpipe".summary { { "energy", "eV", ours = 1, thesis = 1 } }' >summary.lua
expect_full_disk nnpipe run summary.lua out=summary
for words in 'print "hello"' 'io.write "hello"'; do
  echo "$words" >write.lua
  STATUS=0
  nnpipe run write.lua >/dev/full 2>"$ERR" || STATUS=$?
  [[ $STATUS == 1 ]] || unmet "exit status $STATUS, expected 1"
  expect_stderr '^nnpipe: stdout: cannot write'
done
# A program that lies beside nnpipe and is none.
mkdir -p odd/bin
cp "$(command -v nnpipe)" odd/bin
: >odd/bin/label
chmod +x odd/bin/label
expect_fail 1 "^nnpipe: cannot run '.*': Exec format error" odd/bin/nnpipe label
# A pair that no frame has is a slip in the cut-offs.
for quantity in adf coordination; do
  expect_status 0 measure $quantity --cutoff 2.8,Si-N=2 si.xyz -o out
  expect_stderr "^measure: warning: --cutoff: no frame has N, which 'Si-N=2' names$"
  rm out
done
