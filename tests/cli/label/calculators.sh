# Calculator files: templates filled for atoms and elements, variables, formats in between; and those that are broken.
sw=$SHARE/potentials/Si.sw
make-cell diamond --element Si --constant 5.431 --rattle 0.1 --seed 4 --no-provenance -o si.xyz
label --potential "$sw" --no-provenance si.xyz -o want.xyz
cat >code <<END
#!/bin/sh
reformat --from poscar frame.vasp | label --potential "\$1"
END
chmod +x code
cat >own.calculator <<END
nnpipe-calculator 1
# A code of one's own.
command $PWD/code {potential} {accuracy}
frame frame.vasp poscar
read output extxyz
variable potential
variable accuracy 7
variable kspacing 0.3
variable pseudo none
file input
  {not a name} {} {accuracy} {atoms} {types} {elements} | {k1} {k2} {k3}
A = {a}
{element} {mass} {pseudo}
{element} {x} {y} {z}
end file
END
expect_ok label --calculator own.calculator --set "potential=$sw,pseudo_Si=Si.upf" --scratch kept si.xyz -o got.xyz
expect_near "$(frame_energies got.xyz)" "$(frame_energies want.xyz)" 1e-8
head -n 3 kept/frame-1/input >head
expect_same head <(printf '  {not a name} {} 7 8 1 Si | 4 4 4\nA = 5.431 0 0\nSi 28.085 Si.upf\n')
[[ $(wc -l <kept/frame-1/input) == 11 ]]
expect_file kept/frame-1/frame.vasp kept/frame-1/output
expect_fail 1 'frame 1: own.calculator: variable potential is not set' label --calculator own.calculator si.xyz
expect_fail 1 'own.calculator has no variable potental, .*did you mean potential' label --calculator own.calculator \
  --set potental=x si.xyz
expect_fail 2 '--set: expected NAME=VALUE, got .x.' label --calculator own.calculator --set x si.xyz

broken() { # MESSAGE SED
  sed "$2" own.calculator >broken.calculator
  expect_fail 1 "$1" label --calculator broken.calculator --set "potential=$sw" si.xyz
  rm broken.calculator
}
broken "broken.calculator:1: expected 'nnpipe-calculator 1', got" '1s/1/2/'
broken "broken.calculator:5: unknown format .nonsense." 's/read output extxyz/read output nonsense/'
broken "broken.calculator: file input has no line 'end file'" '/end file/d'
broken "broken.calculator: no line 'command'" '/^command/d'
broken "broken.calculator: no line 'read FILE FORMAT'" '/^read/d'
broken "broken.calculator:6: expected command, .*, got 'varable'" '6s/variable/varable/'
expect_fail 2 "^label: --calculator: no file 'nonsense', expected one, cp2k, espresso, lammps or ase:SCRIPT" label \
  --calculator nonsense si.xyz

# Those that come with the programs, filled in: the code is stood in for, what it would read is looked at.
mkdir bin
printf '#!/bin/sh\necho "     convergence NOT achieved after 200 iterations: stopping"\n' >bin/pw.x
printf '#!/bin/sh\necho "SCF run NOT converged" >&2; exit 1\n' >bin/cp2k
chmod +x bin/*
export PATH=$PWD/bin:$PATH
expect_status 1 label --calculator espresso --set pseudo_Si=Si.pz-vbc.UPF --scratch pw si.xyz
expect_stderr '^label: si.xyz: frame 1: pw.x: convergence NOT achieved$'
grep -qx 'Si 28.085 Si.pz-vbc.UPF' pw/frame-1/pw.in
grep -qx '4 4 4 0 0 0' pw/frame-1/pw.in
expect_status 1 label --calculator cp2k --scratch cp2k si.xyz
expect_stderr '^label: si.xyz: frame 1: cp2k: exit status 1; its last words: SCF run NOT converged$'
[[ $(grep -c '^      Si ' cp2k/frame-1/cp2k.inp) == 8 && $(grep -c '&KIND Si' cp2k/frame-1/cp2k.inp) == 1 ]]

# The cache sees what is in a pseudopotential, though the input names folder and file apart; other files matter not.
mkdir pseudo
printf 'one\n' >pseudo/Si.upf
printf 'other\n' >pseudo/O.upf
cat >bin/pw.x <<END
#!/bin/sh
echo run >>"$PWD/runs"
label --potential "$sw" --no-provenance "$PWD/si.xyz"
END
sed 's/^read output espresso/read output extxyz/' "$SHARE/calculators/espresso.calculator" >pw.calculator
by_pw() { expect_ok label --calculator pw.calculator --set "pseudo_dir=$PWD/pseudo,pseudo_Si=Si.upf" \
  --cache kept-pw si.xyz -o by-pw.xyz; }
by_pw
by_pw
printf 'more\n' >>pseudo/O.upf
by_pw
expect_lines 1 runs
printf 'two\n' >pseudo/Si.upf
by_pw
by_pw
expect_lines 2 runs
sed 's/^depends .*/depends/' pw.calculator >broken.calculator
expect_fail 1 'broken.calculator:[0-9]*: depends: expected the path of a file' label \
  --calculator broken.calculator si.xyz
