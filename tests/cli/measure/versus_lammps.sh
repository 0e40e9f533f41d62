# What LAMMPS says of the same crystal: the shear stress of clamped atoms, and a vacancy's energy that it cannot lower.
command -v lmp >/dev/null || skip 'there is no lmp (Debian: lammps)'
sw=$SHARE/potentials/Si.sw
make-cell diamond --element Si --constant 5.431 -o cell.xyz
relax --potential "$sw" --cell isotropic --force 1e-8 --stress 1e-10 cell.xyz -o si.xyz
head='units metal
atom_style atomic
box tilt large
pair_style sw'
tail="pair_coeff * * $sw Si
thermo_style custom step pe pxy
thermo_modify format float %.15g
run 0"
# lammps: the last row of its log: step, energy, pxy.
lammps() { lmp -in in -log log -screen none >&3 && awk '$1 ~ /^[0-9]+$/ && NF == 3 { row = $0 } END { print row }' \
  log; }
reformat --to lammps-data si.xyz | sed "/zlo zhi/a 0 0 0 xy xz yz" >si.data
printf '%s\nread_data si.data\n%s\nchange_box all xy delta 1e-4 remap units box\nrun 0\n' "$head" "$tail" >in
length=$(awk '/xlo/ { print $2 }' si.data)
shear=$(lammps | awk -v a="$length" '{ printf "%.6f", -$3 * a }')
measure elastic --clamped --potential "$sw" si.xyz -o clamped.tab
expect_near "$(table_value clamped.tab value quantity=c44)" "$shear" 0.02

make-cell diamond --element Si --constant "$length" --repeat 2,2,2 --vacancies 1 --rattle 0.2 --seed 4 |
  relax --potential "$sw" --force 1e-7 -o vacancy.xyz
ours=$(frame_energies vacancy.xyz)
reformat --to lammps-data vacancy.xyz -o si.data
printf '%s\nread_data si.data\n%s\nminimize 0 1e-7 500 5000\n' "$head" "$tail" >in
expect_near "$(lammps | awk '{ print $2 }')" "$ours" 1e-8
