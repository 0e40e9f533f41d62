# What looks wrong in frames is said before they are fitted, and nothing is dropped.
expect_ok make-cell diamond --element Si --constant 5.431 --rattle 0.02 -o si.xyz
expect_ok sample-md --potential "$SHARE/potentials/Si.sw" --temperature 600 --steps 60 --no-sampling --every 5 \
  --whole-frames \
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

# Frames far from each other, as displaced at random: energies per atom, forces of the other sign.
make-cell diamond --element Si --constant 5.431 --rattle 0.05 --count 8 | label --potential "$SHARE/potentials/Si.sw" \
  -o rattled.xyz
scaled() { # FILE KEY FACTOR
  awk -v key=" $2=\"?" -v factor="$3" 'match($0, key "[^\"a-z]*") {
      head = substr($0, 1, RSTART - 1); value = substr($0, RSTART, RLENGTH); tail = substr($0, RSTART + RLENGTH)
      name = value; sub(/[-0-9].*/, "", name); n = split(substr(value, length(name) + 1), x, " ")
      for (i = 1; i <= n; ++i) name = name (i > 1 ? " " : "") sprintf("%.12f", factor * x[i])
      $0 = head name (tail ~ /^[a-zA-Z]/ ? " " : "") tail } { print }' "$1"
}
fit_all() { fit-mlp --set auto --hidden 3 --epochs 1 --validation 0 --stress "$1" -o fit.nnp; }
expect_ok fit_all rattled.xyz
scaled rattled.xyz energy 0.125 >per-atom.xyz
expect_status 0 fit_all per-atom.xyz
expect_stderr 'energies do not follow the forces: .* over all near frames 0.1[0-9]* times. .*is it an energy per atom'
awk 'NF == 8 { $6 = -$6; $7 = -$7; $8 = -$8 } 1' rattled.xyz >gradients.xyz
expect_status 0 fit_all gradients.xyz
expect_stderr 'energies do not follow the forces: .* over all near frames -0.[89][0-9]* times'
# Strained crystals, the stress of the other sign, or in GPa.
for strain in -0.02 -0.01 0 0.01,-0.01,0,0.02,0,0 0.01 0,0.02,0,0,0.01,0.03; do
  make-cell diamond --element Si --constant 5.431 --rattle 0.03 --seed ${#strain} --strain="$strain"
done | label --potential "$SHARE/potentials/Si.sw" -o strained.xyz
expect_ok fit_all strained.xyz
scaled strained.xyz stress -1 >pressure.xyz
expect_status 0 fit_all pressure.xyz
expect_stderr 'energies do not follow the stress: .* over all near frames -(1|0.9)[0-9.]* times. Is its sign another'
scaled strained.xyz stress 160.21766 >gpa.xyz
expect_status 0 fit_all gpa.xyz
expect_stderr 'energies do not follow the stress: .* over all near frames 0.006[0-9]* times'

# At one volume, few frames: forces say which sign the stress has.
for seed in 1 2 3 4 5 6 7 8 9 10 11 12; do
  make-cell diamond --element Si --constant 5.431 --rattle 0.1 --seed $seed
done | label --potential "$SHARE/potentials/Si.sw" -o volume.xyz
expect_ok fit-mlp --set auto --price fast --max-gap 0 --stress volume.xyz -o fit.nnp
scaled volume.xyz stress -1 >wrong.xyz
expect_status 0 fit-mlp --set auto --price fast --max-gap 0 --stress wrong.xyz -o fit.nnp
expect_stderr 'stresses are of the opposite sign to what the forces say .correlation -0.9'

# Labels that are none are told of however well they are fitted: forces that are all 0, energies that are all the same.
make-cell diamond --element Si --constant 5.431 --rattle 0.1 --count 12 |
  label --potential "$SHARE/potentials/Si.sw" -o labelled.xyz
sed 's/ energy=[^ ]*/ energy=-34/' labelled.xyz >constant.xyz
awk '/^Si/ { $6 = $7 = $8 = 0 } 1' labelled.xyz >forceless.xyz
head -n 3 forceless.xyz | tail -n 1 | grep -q ' 0 0 0$' || unmet 'forces of 0'
fit=(fit-mlp --set auto --cutoff 4 --price fast --max-gap 0)
for labels in constant:'the energy per atom is the same in all 12 frames, whose positions differ: is it a label' \
  forceless:'every force in 12 frames is 0, as in perfect crystals at rest alone: are they labels'; do
  keep "${fit[@]}" ${labels%%:*}.xyz -o fitted.nnp
  expect_stderr "^fit-mlp: warning: ${labels#*:}"
done

# So are tables: constant and random targets, one far off; a fit that is thrown off and keeps its start.
gen-lj --points 300 -o lj.tab
awk '!/^#/ { $2 = 7 } 1' lj.tab >constant.tab
awk 'BEGIN { srand(2) } !/^#/ { $2 = rand() } 1' lj.tab >random.tab
awk '!/^#/ && ++n == 40 { $2 = 1e12 } 1' lj.tab >outlier.tab
expect_status 0 fit-mlp --hidden 4 constant.tab -o fitted.nnp
expect_stderr '^fit-mlp: warning: constant.tab: energy is the same in every row, 7: is it a label'
expect_status 0 fit-mlp --hidden 4 random.tab -o fitted.nnp
expect_stderr '^fit-mlp: warning: random.tab: energy: the error of the held-out rows is .* spread of .*: little was learned$'
expect_status 0 fit-mlp --hidden 4 outlier.tab -o fitted.nnp
expect_stderr '^fit-mlp: warning: outlier.tab: energy: row 40 has 1e\+12, while half of the rows are within'
expect_status 0 fit-mlp --hidden 4 --optimizer adam --learning-rate 1e6 --epochs 20 lj.tab -o fitted.nnp
expect_stderr '^fit-mlp: warning: lj.tab: energy: the error .*: little was learned$'
expect_ok fit-mlp --hidden 4 lj.tab -o fitted.nnp

# Energies of smeared electrons: the forces are of the free energy, which is not read unless it is asked for.
sed 's/ energy=[^ ]*/& free_energy=-34.5/' labelled.xyz >smeared.xyz
keep "${fit[@]}" smeared.xyz -o fitted.nnp
expect_stderr 'warning: .*energy and free_energy differ: energy is read; forces .* --energy-key free_energy reads$'
