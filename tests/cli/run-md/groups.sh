# Atoms that are held, momentum, and forms of the trajectory.
make-cell diamond --element Si --constant 5.431 --repeat 2,2,2 -o si.xyz
sw=$SHARE/potentials/Si.sw
go() { run-md --no-provenance --potential "$sw" --temperature 300 --steps 20 "$@" si.xyz; }
go --every 0 --fix '1-8,z<0.1' --move '64:0,0,0.5' --thermo 20 --thermo-output thermo.tab >held.xyz
expect_near "$(table_value thermo.tab temp step=0)" 300 1e-9
atom() { awk -v row=$(($2 + 2)) 'NR == row { print $2, $3, $4 }' "$1"; }
[[ $(atom held.xyz 3) == "$(atom si.xyz 3)" ]] || unmet 'a fixed atom moved'
[[ $(atom held.xyz 9) != "$(atom si.xyz 9)" ]] || unmet 'a free atom did not move'
expect_near "$(awk 'NR == FNR { if (FNR == 66) z = $4; next } FNR == 66 { print $4 - z }' si.xyz held.xyz)" 0.01 1e-9
expect_fail 2 "^run-md: si.xyz: frame 1: --fix: expected atoms from 1 to 64, got '65'" go --fix 65
expect_fail 2 "^run-md: si.xyz: frame 1: --fix: 'Si&z<-1' chooses no atom" go --fix 'Si&z<-1'
expect_fail 2 "^run-md: si.xyz: frame 1: --fix: expected an element, a number, a range or a side as in z<5, got 'top'" \
  go --fix top
expect_fail 2 '^run-md: si.xyz: frame 1: --move: expected ATOMS:VX,VY,VZ' go --move 3
for option in fix move; do expect_fail 2 "^run-md: --$option: expected .*, got an empty text" go --$option ''; done
expect_fail 2 '^run-md: si.xyz: frame 1: --move: atom 8 is held by --fix already, expected other atoms' go --fix 1-8 \
  --move 8-9:0,0,1
expect_fail 1 'atoms are held, expected none in a cell that changes' go --ensemble npt --fix 1

# A drift that is taken off; positions in the cell or running on; a dump that LAMMPS reads.
awk 'NR == 2 { sub("pos:R:3", "pos:R:3:velo:R:3") } NR > 2 { $5 = 40; $6 = $7 = 0 } { print }' si.xyz >drifting.xyz
run-md --potential "$sw" --steps 100 --every 0 --zero-momentum drifting.xyz -o still.xyz
expect_near "$(atom still.xyz 1 | cut -d ' ' -f 1)" 0 1e-9
run-md --potential "$sw" --steps 500 --every 0 drifting.xyz -o far.xyz
expect_near "$(atom far.xyz 1 | cut -d ' ' -f 1)" 20 1e-6
run-md --potential "$sw" --steps 500 --every 0 --wrap drifting.xyz -o wrapped.xyz
expect_near "$(atom wrapped.xyz 1 | cut -d ' ' -f 1)" 9.138 1e-6
go --every 10 --format lammps-dump >traj.dump
[[ $(grep -c 'ITEM: TIMESTEP' traj.dump) == 3 ]] || unmet 'not three frames'
go --every 10 >traj.xyz
reformat --no-provenance traj.dump | grep -v '^Lattice' >from-dump
[[ $(awk 'NF > 3 { s += $2 } END { printf "%.6f", s }' from-dump) == $(grep -v Lattice traj.xyz | \
  awk 'NF > 3 { s += $2 } END { printf "%.6f", s }') ]] \
  || unmet 'the dump holds other positions'
run-md --progress --potential "$sw" --temperature 300 --steps 20000 --every 0 si.xyz -o out 2>progress
grep -Eq 'steps/s .*atom-steps/s  [0-9.e+]+ ns/day  T [0-9.]+ K  E -[0-9.]+ eV' progress || \
  unmet 'the progress line is another'
