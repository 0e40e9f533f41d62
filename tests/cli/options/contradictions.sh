# What options say that contradicts them, and inputs that are not those a program is for.
sw=$SHARE/potentials/Si.sw set=$SHARE/symfunc/si-short.sf
make-cell diamond --element Si --constant 5.431 --rattle 0.05 --seed 1 -o si.xyz
label --potential "$sw" si.xyz -o labelled.xyz
gen-lj --points 20 -o lj.tab
printf '#! nnpipe-table 1 text\n#! units metal\n#! text name\n#! fields name x\n#! data\na 1\n#! end rows=1\n' \
  >words.tab
sed 's/^a 1/"a 1/' words.tab >open.tab
sed '1s/text/f64le/' words.tab >binary.tab
printf '#! nnpipe-table 1 text\n#! units metal\n#! fields x\n#! data\n1\n#! end rows=1\n' >one.tab
printf '#! nnpipe-table 1 text\n#! units metal\n#! fields x y\n#! data\n1 nan\n#! end rows=1\n' >nan.tab

expect_fail 1 '^measure: words.tab: column name holds words, expected numbers' measure mean --columns name words.tab
expect_fail 1 '^measure: open.tab:6: a quoted word has no end' measure mean open.tab
expect_fail 1 '^measure: binary.tab:5: a binary table cannot have text columns' measure mean binary.tab
expect_fail 1 '^measure: stdin:1: line is longer than 64 MiB' measure mean < <(head -c 70000000 /dev/zero | \
  tr '\0' 1 || true)
printf '\0\0\x08\x01\0\0\0\x01a' >image
expect_fail 2 "^reformat: standard input is read twice, expected '-' at most once" reformat - - -o x.tab <image
expect_fail 1 '^plot: one.tab: no column to draw, the table has x' plot line one.tab -o x.svg
expect_fail 1 '^plot: nothing to draw: no finite value' plot histogram nan.tab --x y -o x.svg
expect_fail 2 "^fit-mlp: --inputs: expected words joined by commas, got 'r,,s'" fit-mlp --inputs r,,s lj.tab
expect_fail 2 "^run-md: --temperature: expected a number, or several joined by commas, got '300,x'" \
  run-md --potential "$sw" --temperature 300,x si.xyz
expect_fail 2 '^run-md: --temperature: expected one number or two, got 3' run-md --potential "$sw" \
  --temperature 1,2,3 si.xyz
expect_fail 2 '^run-md: --temperature: expected a number of at least 0, got .-1.' run-md --potential "$sw" \
  --temperature=-1 si.xyz
expect_fail 2 '^run-md: --force-spread: expected LIMIT or LIMIT,STOP' run-md --potential "$sw" \
  --force-spread 1,2,3 si.xyz
expect_fail 2 '^run-md: --restart: expected a file, got standard input' run-md --potential "$sw" --restart - si.xyz \
  -o out.xyz
for pages in 'measure --help' 'measure --help-all' 'measure --help-markdown'; do
  # shellcheck disable=SC2086
  expect_full_disk $pages
done

basis=(--basis Si:0:0:0 --vectors 5,0,0,0,5,0,0,0,5)
expect_fail 2 '^make-cell: --basis names its elements already' make-cell diamond --constant 5 --basis Si:0:0:0 \
  --element Si
expect_fail 2 '^make-cell: cell takes --vectors and --basis, not --constant' make-cell cell "${basis[@]}" \
  --constant 5

expect_fail 2 "^measure: --cutoff: expected a positive number, got '0'" measure coordination --cutoff 0 si.xyz
expect_fail 2 "^measure: --cutoff: expected PAIR=LENGTH behind the first, got '3'" measure adf --cutoff 2,3 si.xyz
expect_fail 2 '^measure: --cutoff: expected a bond length' measure adf --cutoff Si-Si=0 si.xyz
expect_fail 1 '^measure: no atom has two bonds of this length' measure adf --cutoff 0.5 si.xyz
expect_fail 1 '^measure: the cell has no wave vector below 0.1 1/Å' measure structure-factor --largest 0.1 si.xyz
{ sed '2s/$/ time=1/' si.xyz; sed '2s/$/ time=0.5/' si.xyz; } >back.xyz
expect_fail 1 '^measure: back.xyz:.*frame 2: time 0.5 does not come after 1' measure msd back.xyz

expect_fail 2 '^reformat: 2 potentials, expected one' reformat --to nnp --units bohr-hartree "$REFERENCE/runner-si" \
  "$REFERENCE/runner-si" -o x.nnp
symfunc --set "$set" labelled.xyz -o features.tab
expect_fail 1 '^scale: features.tab: --inputs differs from the set of symmetry functions' \
  scale --method center --inputs energy features.tab -o x.tab

fit=(fit-mlp --set "$set" --hidden 2 --epochs 1 --validation 0)
expect_ok "${fit[@]}" --quiet labelled.xyz -o si.nnp
expect_fail 1 '^fit-mlp: si.xyz: no frame has energy, forces or stress: nothing to compare' \
  "${fit[@]}" --quiet --test si.xyz --errors errors.tab labelled.xyz
expect_fail 2 '^fit-mlp: --offsets cannot be combined with --start, which supplies it' fit-mlp --set "$set" \
  --start si.nnp \
  --offsets Si=-4 labelled.xyz
expect_fail 2 '^fit-mlp: --force-share: expected a number from 0 to 1, got .2.' "${fit[@]}" \
  --forces --force-share 2 labelled.xyz
expect_fail 2 '^fit-mlp: --start continues one network, got a committee' fit-mlp --set "$set" --start si.nnp \
  --committee 2 labelled.xyz
expect_fail 2 '^fit-mlp: --classify takes one target' fit-mlp --classify --targets r,energy lj.tab
expect_fail 2 '^fit-mlp: --classify has an output activation of its own' fit-mlp \
  --classify --output-activation tanh lj.tab

expect_ok fit-mlp --quiet --hidden 2 --epochs 1 --inputs r --targets energy --validation 0 <(sed '/^#! kind/d' lj.tab) \
  -o columns.nnp
expect_fail 1 '^validate: --report is for potentials, expected one, got a model of a table' \
  validate --potential columns.nnp --report report.html lj.tab
expect_fail 1 '^validate: --confusion is for classifiers' \
  validate --potential columns.nnp --confusion confusion.tab lj.tab

# Programs to compute labels with, and where their results are kept.
expect_fail 1 '^label: --command: an empty command' label --command ' ' si.xyz
touch file
expect_fail 1 '^label: file/kept: cannot make the folder: Not a directory' label --command cat --cache file/kept si.xyz
expect_fail 1 '/nnpipe-label-[^:]*: cannot create: ' env TMPDIR="$PWD/absent" label --command cat si.xyz
expect_ok label --command "label --potential $sw" --cache kept labelled.xyz -o out.xyz
make-cell fcc --element Ar --constant 5.3 -o argon.xyz
find kept -name '*.xyz' -exec cp argon.xyz {} \;
expect_status 0 label --command "label --potential $sw" --cache kept labelled.xyz -o again.xyz
expect_stderr '^label: warning: kept/.*\.xyz: has no checksum: the cached result is damaged and is computed again$'
