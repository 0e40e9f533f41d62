# What looks wrong in frames is said before they are fitted, and nothing is dropped.
expect_ok make-cell diamond --element Si --constant 5.431 --rattle 0.02 -o si.xyz
expect_ok sample-md --potential "$SHARE/potentials/Si.sw" --temperature 600 --steps 60 --no-sampling --every 5 --whole-frames \
  si.xyz -o frames.xyz
fit() { fit-mlp --set auto --hidden 3 --epochs 1 "$1" -o fit.nnp; }
expect_ok fit frames.xyz
# A frame twice; the second time with another energy.
head -n 10 frames.xyz >first.xyz
cat frames.xyz first.xyz >twice.xyz
expect_status 0 fit twice.xyz
expect_stderr 'warning: twice.xyz: frame 14: the same as twice.xyz: frame 1$'
sed 's/\(.* energy=-\)[0-9]*/\135/' first.xyz | cat frames.xyz - >other.xyz
expect_status 0 fit other.xyz
expect_stderr 'other.xyz: frame 14: the same structure as other.xyz: frame 1, with other labels'
# Energies in hartree, forces in eV/Å; and one energy far out.
awk 'match($0, / energy=[^ ]*/) { e = substr($0, RSTART + 8, RLENGTH - 8)
  $0 = substr($0, 1, RSTART) "energy=" sprintf("%.10f", e / 27.211386) substr($0, RSTART + RLENGTH) } { print }' frames.xyz >hartree.xyz
expect_status 0 fit hartree.xyz
expect_stderr 'energies do not follow the forces: from hartree.xyz: frame 1 .* 0.03[67][0-9]* times'
awk 'match($0, / energy=[^ ]*/) && ++n == 7 { $0 = substr($0, 1, RSTART) "energy=-3.5" substr($0, RSTART + RLENGTH) } { print }' \
  frames.xyz >jump.xyz
expect_status 0 fit jump.xyz
expect_stderr 'jump.xyz: frame 7: energy per atom of -0.4375 eV, median of all -4'
