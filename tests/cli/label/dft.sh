# pw.x and CP2K themselves, where they are installed: two atoms, as cheaply as can be; a symmetric crystal has no
# forces.
export OMP_NUM_THREADS=1
printf '2\nLattice="0 2.7155 2.7155 2.7155 0 2.7155 2.7155 2.7155 0" Properties=species:S:1:pos:R:3 pbc="T T T"\nSi 0 0 0\nSi 1.35775 1.35775 1.35775\n' >si.xyz
sed 's/^Si 1.35775/Si 1.45/' si.xyz >off.xyz
cat si.xyz off.xyz >both.xyz
largest_force() { awk \
  'NF == 7 { for (i = 5; i <= 7; ++i) { f = $i < 0 ? -$i : $i; if (f > m) m = f } } END { print m + 0 }' "$1"; }
tried=
if command -v pw.x >/dev/null && [[ -e /usr/share/espresso/pseudo/Si.pz-vbc.UPF ]]; then
  tried+=' pw.x'
  expect_ok label --calculator espresso --set pseudo_Si=Si.pz-vbc.UPF,ecutwfc=12,ecutrho=48,kspacing=1 \
    --cache kept both.xyz -o pw.xyz
  expect_frames 2 pw.xyz
  expect_less "$(frame_energies pw.xyz | head -n 1)" "$(frame_energies pw.xyz | tail -n 1)"
  expect_less 0.5 "$(largest_force pw.xyz)"
  head -n 4 pw.xyz >first.xyz
  expect_near "$(largest_force first.xyz)" 0 0.01
  grep -q 'stress=' pw.xyz
fi
if command -v cp2k >/dev/null; then
  tried+=' cp2k'
  make-cell diamond --element Si --constant 5.431 --rattle 0.05 --seed 1 -o eight.xyz
  expect_ok label --calculator cp2k --set basis=SZV-MOLOPT-SR-GTH,cutoff=60,rel_cutoff=20,eps_scf=1e-4 eight.xyz \
    -o cp2k.xyz
  expect_less 0.1 "$(largest_force cp2k.xyz)"
  grep -q 'stress=' cp2k.xyz
fi
[[ -n $tried ]] || skip 'neither pw.x nor cp2k (Debian packages quantum-espresso, quantum-espresso-data, cp2k)'
