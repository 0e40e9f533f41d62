# Numbers of two unit styles do not meet: wherever two streams are joined, or a stream changes on its way, the units in
# their headers are compared, and both are named.
sw=$SHARE/potentials/Si.sw set=$SHARE/symfunc/si-short.sf
make-cell diamond --element Si --constant 5.431 --rattle 0.05 -o metal.xyz
make-cell diamond --element Si --constant 5.431 --rattle 0.05 --units lj -o lj.xyz
cat metal.xyz lj.xyz >both.xyz
label --potential "$sw" metal.xyz -o labelled.xyz
sed 's/ Properties/ units=lj&/; s/units=metal //' labelled.xyz >labelled-lj.xyz
gen-lj --points 50 -o metal.tab
sed 's/^#! units metal/#! units lj/' metal.tab >lj.tab
fit-mlp --hidden 2 --epochs 2 metal.tab -o pair.nnp
fit-mlp --quiet --set "$set" --hidden 2 --epochs 1 --validation 0 labelled.xyz -o si.nnp
differ() {
  expect_fail 1 "^$1: .*(units differ: .*(metal.*lj|lj.*metal)|units lj, expected metal)" "$@"
  expect_absent out
}

# Frames with a potential, a set, a network, other frames.
for tool in 'label' 'run-md --temperature 9 --steps 1' 'sample-md --temperature 9 --steps 1' relax validate \
  'measure eos' 'measure elastic' 'measure phonon'; do
  read -ra words <<<"$tool"
  for potential in "$sw" si.nnp lj:epsilon=0.01,sigma=2.2,cutoff=5; do differ "${words[@]}" \
    --potential $potential labelled-lj.xyz; done
done
differ label --potential lj:epsilon=0.01,sigma=2.2,cutoff=5,units=lj metal.xyz
differ symfunc --set "$set" lj.xyz
differ symfunc --design both.xyz
differ fit-mlp --set "$set" --hidden 2 --epochs 1 --validation 0 labelled-lj.xyz
differ fit-mlp --set "$set" --hidden 2 --epochs 1 --validation 0 --test lj.xyz --errors errors.tab labelled.xyz
differ pick --set "$set" --number 1 both.xyz
differ pick --set "$set" --number 1 --database lj.xyz metal.xyz
differ pick --potential si.nnp --extrapolation 0 lj.xyz
# A stream that changes on its way.
for quantity in 'rdf --cutoff 5' 'adf --cutoff 3' 'structure-factor --largest 5' 'coordination --cutoff 3' \
  'msd --interval 1'; do
  read -ra words <<<"$quantity"
  differ measure "${words[@]}" both.xyz
  differ measure "${words[@]}" <both.xyz
done
# Files of programs that know one unit style, or one a file.
differ reformat --to lammps-dump both.xyz
for format in poscar runner mlip deepmd; do differ reformat --to $format lj.xyz -o out; done
reformat --to lammps-data lj.xyz -o lj.data
differ reformat --units metal lj.data
differ reformat --to lammps-data --units metal lj.xyz
# Tables: joined by cat, with a scaling, a network, another table, in one picture.
cat metal.tab lj.tab >both.tab
for tool in 'measure mean' 'scale --method center' 'fit-mlp --hidden 2 --epochs 1' 'plot line'; do
  read -ra words <<<"$tool"
  differ "${words[@]}" both.tab
  differ "${words[@]}" <both.tab
done
scale --method center metal.tab -o scaled.tab
differ scale --apply scaled.tab lj.tab
differ fit-mlp --hidden 2 --epochs 1 --test lj.tab --errors errors.tab metal.tab
differ fit-mlp --start pair.nnp --epochs 1 lj.tab
differ plot line metal.tab lj.tab -o picture.svg
# What has no units goes with either.
sed 's/^#! units metal/#! units none/' metal.tab >none.tab
expect_ok plot line metal.tab none.tab -o picture.svg
# Every table and frame says what it is in, and writes it again.
for file in metal.tab scaled.tab; do grep -qx '#! units metal' $file || unmet "$file does not name its units"; done
expect_ok label --potential lj:epsilon=1,sigma=1,cutoff=2,units=lj lj.xyz -o again.xyz
grep -q 'units=lj' again.xyz || unmet 'a frame in reduced units does not say so'
