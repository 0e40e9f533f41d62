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
refused "--thermo-output: would overwrite the input, expected another file, got 'si.xyz'" "${md[@]}" --thermo-output si.xyz si.xyz -o y
refused "--thermo-output: would overwrite the input, expected another file, got 'link.xyz'" "${md[@]}" --thermo-output link.xyz si.xyz -o y
refused '--thermo-output: would overwrite the input' "${md[@]}" --thermo-output folder/../si.xyz -o y <si.xyz
refused "--thermo-output: would overwrite what --potential reads, expected another file, got './pot'" "${md[@]}" --thermo-output ./pot si.xyz -o y
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
refused "--thermo-output and --output are one file, expected two, got './same'" "${md[@]}" --thermo-output same si.xyz -o ./same
refused "--spread-frames and --output are one file" "${md[@]}" --spread-frames folder/../same si.xyz -o same
refused "--table and --output are one file" pick --set set --number 1 --table same si.xyz -o same
refused "--report and --radial are one file" symfunc --design --report same --radial same si.xyz -o y
refused "--log and --output are one file" fit-mlp --log same lj.tab -o same
refused "--energy-parity and --output are one file" validate --potential pot --energy-parity same si.xyz -o same
refused '--report and --output both go to standard output' validate --potential pot --report - si.xyz

# The result may take the place of its input; devices may be given twice.
expect_ok label --no-provenance --potential pot si.xyz -o y.xyz
expect_ok label --no-provenance --potential pot si.xyz -o si.xyz
expect_same si.xyz y.xyz
expect_ok "${md[@]}" --temperature 300 --thermo-output /dev/null si.xyz -o /dev/null
