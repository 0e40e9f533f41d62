# LAMMPS itself, where it is installed: Stillinger-Weber's and Vashishta's potentials there and here, cells of all
# kinds.
command -v lmp >/dev/null || skip 'no lmp (Debian package lammps)'
sw=$SHARE/potentials/Si.sw
make-cell diamond --element Si --constant 5.431 --rattle 0.1 --count 2 --seed 4 -o si.xyz
cat >turned.xyz <<'END'
2
Lattice="0.1 2.7 2.8 2.7 0 2.7 2.7 2.9 0" Properties=species:S:1:pos:R:3 pbc="T T T"
Si 0 0 0
Si 1.3 1.4 1.36
END
cat si.xyz turned.xyz >all.xyz
expect_ok label --lammps "pair_style sw; pair_coeff * * $sw {elements}" --jobs 2 --cache kept all.xyz -o theirs.xyz
expect_ok validate --potential "$sw" --max-energy-rmse 1e-6 --max-force-rmse 1e-6 --max-stress-rmse 1e-6 theirs.xyz
# Two elements, of which a frame may lack one; commands in a file.
make-cell beta-cristobalite --rattle 0.05 --seed 2 -o silica.xyz
cp "$SHARE/potentials/SiO.1997.vashishta" .
printf 'pair_style vashishta\npair_coeff * * SiO.1997.vashishta {elements}\n' >commands
expect_ok label --lammps commands silica.xyz -o theirs.xyz
expect_ok validate --potential SiO.1997.vashishta --max-energy-rmse 1e-6 --max-force-rmse 1e-5 theirs.xyz
# Units real are turned into ours.
printf 'pair_style lj/cut 8.5125\npair_modify shift yes\npair_coeff * * 0.23752365 3.405\n' >real
make-cell fcc --element Ar --constant 5.3 --repeat 4 --rattle 0.2 -o argon.xyz
expect_ok label --lammps real --set units=real argon.xyz -o theirs.xyz
expect_ok validate --potential lj:epsilon=0.0103,sigma=3.405,cutoff=8.5125,shift --max-energy-rmse 1e-4 \
  --max-force-rmse 1e-4 --max-stress-rmse 1e-5 theirs.xyz
expect_fail 1 "si.xyz: frame 1: lmp: exit status 1: ERROR: Unrecognized pair style 'nonsense'" label \
  --lammps 'pair_style nonsense' si.xyz
expect_fail 1 'ERROR on proc 0: cannot open .* nofile.sw' label --lammps 'pair_style sw; pair_coeff * * nofile.sw Si' \
  si.xyz
expect_fail 1 'frame 1: lmp: atoms moved, atom 1 by' label \
  --lammps "pair_style sw; pair_coeff * * $sw Si; fix 1 all nve; run 10" si.xyz
# A left-handed cell, and a slab whose box LAMMPS shrinks.
printf '2\nLattice="2.7 0 2.8 0 2.7 2.7 2.7 2.9 0" Properties=species:S:1:pos:R:3 pbc="T T T"\nSi 0 0 0\nSi 1.3 1.4 1.36\n' >left.xyz
printf '2\nLattice="8 0 0 0 -8 0 0 0 9" Properties=species:S:1:pos:R:3 pbc="T T T"\nSi 0 0 0\nSi 1.3 1.4 1.36\n' \
  >>left.xyz
sed 's/pbc="T T T"/pbc="T T F"/; s/5.431"/12"/' si.xyz | awk 'NF == 4 { $4 += 2 } 1' >>left.xyz
expect_ok label --lammps "pair_style sw; pair_coeff * * $sw {elements}" left.xyz -o theirs.xyz
expect_ok validate --potential "$sw" --max-energy-rmse 1e-6 --max-force-rmse 1e-6 theirs.xyz
