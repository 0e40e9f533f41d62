# Every program that takes threads writes the same bytes with 1, 2 and 7 of them, and when it runs again.
make-cell diamond --element Si --constant 5.431 --repeat 2,2,2 --rattle 0.1 --seed 7 -o cell.xyz
for seed in 1 2 3; do make-cell diamond --element Si --constant 5.431 --rattle 0.1 --seed $seed; done >frames.xyz
make-cell diamond --element Si --constant 5.431 -o crystal.xyz
sw=$SHARE/potentials/Si.sw set=$SHARE/symfunc/si-short.sf
expect_ok label --no-provenance --potential "$sw" frames.xyz -o labelled.xyz
expect_status 0 fit-mlp --no-provenance --quiet --set "$set" --hidden 4 --epochs 3 --validation 0 labelled.xyz -o si.nnp
expect_ok sample-md --no-provenance --potential "$sw" --temperature 500 --timestep 0.001 --steps 100 --alpha 1 \
  --tau-max 10 --atoms 4 cell.xyz -o sites.xyz
expect_ok gen-lj --no-provenance --points 300 --range 3.2,8.5 -o lj.tab

tried=
# same COMMAND…: what it prints is the same for any number of threads.
same() {
  tried+=" $1"
  local threads
  for threads in 1 2 7 1; do
    expect_status 0 "$@" --quiet --no-provenance --threads $threads
    if [[ -e first ]]; then expect_same "$OUT" first; else cp "$OUT" first; fi
  done
  [[ -s first ]] || unmet 'nothing was printed'
  rm first
}
for potential in "$sw" si.nnp lj:epsilon=0.01,sigma=2.2,cutoff=5; do
  same label --potential "$potential" labelled.xyz
  same run-md --potential "$potential" --ensemble nve --temperature 300 --timestep 0.001 --steps 20 --every 5 cell.xyz
done
same run-md --potential si.nnp --ensemble npt --temperature 300 --pressure 0 --timestep 0.001 --steps 10 \
  --every 5 cell.xyz
same validate --potential si.nnp labelled.xyz
same relax --potential "$sw" --cell isotropic cell.xyz
same sample-md --potential "$sw" --temperature 500 --timestep 0.001 --steps 50 --alpha 1 --tau-max 10 cell.xyz
# Frames of a long stream go to the threads in batches.
for ((i = 0; i < 200; ++i)); do cat labelled.xyz; done >stream.xyz
same label --potential "$sw" stream.xyz
same label --potential si.nnp stream.xyz
same validate --potential si.nnp stream.xyz
same symfunc --set "$set" stream.xyz
same pick --set "$set" --number 5 stream.xyz
same pick --potential si.nnp --extrapolation 0 --novelty 0.1 --allow-none stream.xyz
same symfunc --set "$set" cell.xyz
same symfunc --set "$set" sites.xyz
for method in farthest cur random; do same pick --set "$set" --number 2 --method $method frames.xyz; done
for ensemble in nvt langevin bussi npt-full; do
  same run-md --potential "$sw" --ensemble $ensemble --temperature 300 --timestep 0.001 --steps 10 --every 5 cell.xyz
done
for method in lbfgs cg fire; do same relax --potential "$sw" --method $method --steps 5000 \
  --force 0.01 crystal.xyz; done
same validate --potential si.nnp --check-gradients 2 labelled.xyz
same symfunc --design frames.xyz
for quantity in 'rdf --cutoff 5' 'adf --cutoff 3' 'coordination --cutoff 3' 'structure-factor --largest 4'; do
  read -ra words <<<"$quantity"
  same measure "${words[@]}" frames.xyz
done
same fit-mlp --set "$set" --forces --hidden 4 --epochs 2 --validation 0.3 labelled.xyz
same fit-mlp --hidden 4 --epochs 3 lj.tab
same fit-kernel lj.tab
same fit-kernel --centres 20 lj.tab
same measure elastic --potential "$sw" crystal.xyz
same measure phonon --potential "$sw" crystal.xyz
same measure eos --potential "$sw" crystal.xyz

# No program that takes threads was forgotten.
for program in "$BUILD"/bin/*; do
  name=${program##*/}
  [[ $name == test_* || $name == fuzz_* || $name == nnpipe || $name == libk* ]] && continue
  grep -q -- '--threads' <<<"$("$program" --help 2>/dev/null)" || continue
  [[ " $tried " == *" $name "* ]] || unmet "$name takes threads and is not tried here"
done
