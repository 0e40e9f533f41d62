# What label writes: numbers known by hand, the sum of parts, and all of it gone that was there before.
dimer() {
  echo 2
  printf 'Properties=species:S:1:pos:R:3:tag:I:1 pbc="F F F" config_type=dimer %s\n' "$2"
  printf 'Ar 0 0 0 1\nAr %s 0 0 2\n' "$1"
}
lj=lj:epsilon=0.0103,sigma=3.405,cutoff=8.5125,shift
{
  dimer 3.8 ''
  dimer 4.5 'energy=7 free_energy=8 REF_energy=9 virials="1 0 0 0 1 0 0 0 1"'
  dimer 9 ''
} >dimers.xyz
expect_ok label --no-provenance --potential $lj dimers.xyz -o out.xyz
expect_frames 3 out.xyz
expect_only dimers.xyz out.xyz
# V(r) and V'(r) of (2.4), less V at the cutoff.
awk -v x=3.8 'BEGIN { s = (3.405 / x) ^ 6; c = (3.405 / 8.5125) ^ 6; e = 4 * 0.0103
  printf "%.15g %.15g\n", e * (s * s - s - c * c + c), -6 * e * (2 * s * s - s) / x }' >want
read -r energy slope <want
expect_near "$(frame_energies out.xyz | head -n 1)" "$energy" 1e-15
expect_near "$(sed -n 4p out.xyz | cut -d ' ' -f 6)" "$(awk -v s="$slope" 'BEGIN { printf "%.15g", -s }')" 1e-15
head -n 2 out.xyz | tail -n 1 | grep -q 'Properties=species:S:1:pos:R:3:energies:R:1:forces:R:3:tag:I:1 ' || \
  unmet "$(sed -n 2p out.xyz)"
# Half of the pair is each atom's; the cutoff is the end; what was there before is gone, what means something else
# stays.
expect_near "$(sed -n 3p out.xyz | cut -d ' ' -f 5)" "$(awk -v e="$energy" 'BEGIN { printf "%.15g", e / 2 }')" 1e-15
expect_near "$(frame_energies out.xyz | tail -n 1)" 0 0
for stale in free_energy REF_energy virials; do
  ! grep -q $stale out.xyz || unmet "a stale $stale"
done
printf '1\nProperties=species:S:1:pos:R:3:forces:R:3:REF_forces:R:3\nAr 0 0 0 1 1 1 2 2 2\n' | \
  label --no-provenance --potential $lj -o one.xyz
grep -q 'Properties=species:S:1:pos:R:3:energies:R:1:forces:R:3 ' one.xyz || unmet "$(sed -n 2p one.xyz)"
[[ $(grep -c 'config_type=dimer' out.xyz) == 3 ]] || unmet 'a key is gone'
! grep -q 'stress' out.xyz || unmet 'a stress without a volume'
# Nor does a committee's doubt of other labels stay, nor with atoms that move what was found of where they were.
found='spread:R:1:force_error:R:1:force_spread:R:1:extrapolation:R:1'
printf '2\nProperties=species:S:1:pos:R:3:%s:novelty:R:1 energy_spread=4 REF_energy=9 picked_for=novelty\n' \
  $found >found.xyz
printf 'Ar 0 0 0 1 1 1 1 1\nAr 3.8 0 0 1 1 1 1 1\n' >>found.xyz
label --potential $lj found.xyz -o out.xyz
relax --quiet --potential $lj found.xyz -o relaxed.xyz
run-md --quiet --potential $lj --temperature 10 --steps 1 found.xyz -o run.xyz
grep -q 'novelty:R:1.*picked_for=novelty' out.xyz || unmet 'what stays true is gone'
for stale in spread force_error extrapolation REF_energy; do
  for file in out.xyz relaxed.xyz run.xyz; do
    ! grep -q $stale $file || unmet "a stale $stale in $file"
  done
done
! grep -qE 'novelty|picked_for' relaxed.xyz run.xyz || unmet 'what was found of other positions'

# A crystal: Stillinger-Weber silicon is bound by 4.3366 eV an atom and is under no stress at its lattice constant.
expect_ok bash -o pipefail \
  -c "make-cell diamond --element Si --constant 5.43095 | label --potential $SHARE/potentials/Si.sw"
cp "$OUT" si.xyz
expect_near "$(frame_energies si.xyz)" -34.6928 1e-4
grep -oE 'stress="[^"]*"' si.xyz | tr -d '"' | sed 's/stress=//' | tr ' ' '\n' \
  | awk '$1 > 1e-4 || $1 < -1e-4 { print "a stress of " $1; bad = 1 } END { exit bad }' >&3
# Any image counts: a cell shorter than the cutoff has eight times fewer atoms and energy than twice the cell.
lj=lj:epsilon=0.0103,sigma=2.2,cutoff=6,shift
for n in 1 2; do make-cell sc --element Ar --constant 2.5 --repeat $n | label --potential $lj -o $n.xyz; done
expect_near "$(frame_energies 2.xyz)" "$(awk -v e="$(frame_energies 1.xyz)" 'BEGIN { printf "%.15g", 8 * e }')" 1e-12
# Labels of labels are the same labels; so are those of three threads.
expect_ok label --no-provenance --potential $lj 2.xyz -o again.xyz
expect_ok label --no-provenance --potential $lj --threads 3 again.xyz -o third.xyz
expect_same again.xyz third.xyz
# A molecule in nm: labels come out, and the word that goes with them; hydrogen's bond is none of that.
printf '2\nProperties=species:S:1:pos:R:3 pbc="F F F"\nSi 0 0 0\nSi 0.235 0 0\n' >molecule.xyz
cat molecule.xyz molecule.xyz >nm.xyz
expect_status 3 label --potential "$SHARE/potentials/Si.sw" nm.xyz -o labelled.xyz
expect_stderr \
  '^label: warning: nm.xyz: frame 1: atom 1 has a neighbour at 0.235 Å: are positions in nm, or in fractions of the cell\?$'
expect_stderr '^label: warning: atoms are as near in 2 of 2 frames$'
printf '2\nProperties=species:S:1:pos:R:3 pbc="F F F"\nH 0 0 0\nH 0.74 0 0\n' >h2.xyz
expect_ok label --potential lj:epsilon=0.01,sigma=0.7,cutoff=3 h2.xyz -o labelled.xyz
