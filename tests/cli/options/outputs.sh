# No output is written over what is read, nor two into one file: refused before anything is read or written.
sw=$SHARE/potentials/Si.sw
make-cell diamond --element Si --constant 5.431 --repeat 2 --rattle 0.05 -o si.xyz
cp "$sw" pot
gen-lj --points 50 -o lj.tab
ln -s si.xyz link.xyz
mkdir folder
before=$(cksum *.xyz pot lj.tab)
refused() {
  expect_fail 2 "^$2: $1" "${@:2}"
  [[ $(cksum *.xyz pot lj.tab) == "$before" ]] || unmet 'a file was written'
}
md=(run-md --potential pot --steps 2)

# An input.
refused "--thermo-output: would overwrite the input, expected another file, got 'si.xyz'" "${md[@]}" \
  --thermo-output si.xyz si.xyz -o y
refused "--thermo-output: would overwrite the input, expected another file, got 'link.xyz'" "${md[@]}" \
  --thermo-output link.xyz si.xyz -o y
refused '--thermo-output: would overwrite the input' "${md[@]}" --thermo-output folder/../si.xyz -o y <si.xyz
refused "--thermo-output: would overwrite what --potential reads, expected another file, got './pot'" "${md[@]}" \
  --thermo-output ./pot si.xyz -o y
refused '--output: would overwrite what --potential reads' run-md --potential pot+zbl:inner=0.8,outer=1.6 si.xyz -o pot
refused '--restart: would overwrite the input' "${md[@]}" --restart si.xyz si.xyz -o y
refused '--output: would overwrite what --potential reads' label --potential pot si.xyz -o pot
refused '--output: would overwrite what --potential reads' measure elastic --potential pot si.xyz -o pot
refused '--table: would overwrite the input' pick --set set --number 1 --table si.xyz si.xyz -o y
refused '--output: would overwrite what --database reads' pick --set set --number 1 --database si.xyz lj.tab -o si.xyz
refused '--report: would overwrite the input' symfunc --design --report si.xyz si.xyz -o y
refused '--log: would overwrite the input' fit-mlp --log lj.tab lj.tab -o y
refused '--errors: would overwrite what --test reads' fit-mlp --test si.xyz --errors si.xyz lj.tab -o y
refused '--report: would overwrite the input' validate --potential pot --report si.xyz si.xyz

# Another output, there or not.
refused "--thermo-output and --output are one file, expected two, got './same'" "${md[@]}" --thermo-output same si.xyz \
  -o ./same
refused "--spread-frames and --output are one file" "${md[@]}" --spread-frames folder/../same si.xyz -o same
refused "--table and --output are one file" pick --set set --number 1 --table same si.xyz -o same
refused "--report and --radial are one file" symfunc --design --report same --radial same si.xyz -o y
refused "--log and --output are one file" fit-mlp --log same lj.tab -o same
refused "--energy-parity and --output are one file" validate --potential pot --energy-parity same si.xyz -o same
refused '--report and --output both go to standard output' validate --potential pot --report - si.xyz

# A result of another kind: a network over its data, a table over frames, a picture over a table.
over='--output: would overwrite the input by something of another kind, expected another file, got'
refused "$over 'lj.tab'" fit-mlp lj.tab -o lj.tab
refused "$over 'link.xyz'" fit-mlp --set auto si.xyz -o link.xyz
refused "$over 'si.xyz'" fit-mlp --set auto -o si.xyz <si.xyz
refused "$over 'si.xyz'" validate --potential pot si.xyz -o si.xyz
refused "$over './si.xyz'" symfunc --set auto si.xyz -o ./si.xyz
refused "$over 'si.xyz'" symfunc --design si.xyz -o si.xyz
refused "$over 'lj.tab'" plot line lj.tab -o lj.tab --format png
refused "$over 'lj.tab'" plot line si.xyz lj.tab -o lj.tab --format png
refused "$over 'lj.tab'" measure mean lj.tab -o lj.tab
for quantity in 'rdf --cutoff 5' 'adf --cutoff 3' structure-factor 'coordination --cutoff 3' 'msd --interval 1' \
  'vacf --interval 1'; do
  # shellcheck disable=SC2086
  refused "$over 'si.xyz'" measure $quantity si.xyz -o si.xyz
done
for quantity in eos elastic vacancy surface phonon; do
  refused "$over 'si.xyz'" measure "$quantity" --potential pot si.xyz -o si.xyz
done
refused "$over 'si.xyz'" "${md[@]}" --format lammps-dump si.xyz -o si.xyz
refused "$over 'si.xyz'" reformat --to lammps-data si.xyz -o si.xyz
refused "$over 'si.xyz'" reformat --to lammps-data - -o si.xyz <si.xyz
reformat --to poscar si.xyz -o POSCAR
cp POSCAR kept
expect_fail 2 "^reformat: $over 'POSCAR'" reformat POSCAR -o POSCAR
expect_fail 2 "^reformat: $over 'POSCAR'" reformat --from poscar POSCAR -o POSCAR
expect_same POSCAR kept
printf '\0\0\10\3\0\0\0\1\0\0\0\1\0\0\0\1\7' >images
cp images kept
expect_fail 2 "^reformat: $over 'images'" reformat images -o images
expect_same images kept

# Frames from frames, tables from tables, a network from the one it goes on from may take the place of the input;
# devices may be given twice.
expect_ok label --no-provenance --potential pot si.xyz -o y.xyz
expect_ok label --no-provenance --potential pot si.xyz -o si.xyz
expect_same si.xyz y.xyz
expect_ok "${md[@]}" --temperature 300 --thermo-output /dev/null si.xyz -o /dev/null
for program in 'relax --potential pot' 'pick --set '"$SHARE"'/symfunc/si-short.sf --number 1' \
  'sample-md --potential pot --steps 4 --no-sampling --every 2 --temperature 300' reformat \
  'reformat --from extxyz --to extxyz' 'run-md --potential pot --steps 2'; do
  cp si.xyz in.xyz
  [[ $program == run-md* ]] && run-md --potential pot --temperature 300 --steps 1 --every 0 si.xyz -o in.xyz
  # shellcheck disable=SC2086
  keep $program --quiet in.xyz -o in.xyz
  ((STATUS == 0)) || unmet "exit status $STATUS of $program"
  expect_file in.xyz
done
symfunc --set "$SHARE/symfunc/si-short.sf" si.xyz -o rows.tab
expect_ok scale --method center rows.tab -o rows.tab
