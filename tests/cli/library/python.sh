# The ASE calculator and the tables in Python: what label and the tables say, to the last digits.
python=/usr/bin/python3
$python -c 'import ase' 2>/dev/null || skip 'no python3-ase'
! sanitized || skip 'Python has no sanitizer'
export PYTHONPATH=$BUILD/lib/python PYTHONDONTWRITEBYTECODE=1
expect_ok make-cell diamond --element Si --constant 5.431 --repeat 3,3,3 --rattle 0.1 --seed 7 -o si.xyz
expect_ok label --on-extrapolation ignore --potential "$SHARE/potentials/Si.sw" si.xyz -o sw.xyz
expect_ok label --on-extrapolation ignore --potential "$REFERENCE/n2p2/si.nnp" "$REFERENCE/n2p2/si.xyz" -o lj.xyz
expect_ok gen-lj --points 5 --range 3.2,8.5 -o text.tab
expect_ok gen-lj --points 5 --range 3.2,8.5 --binary -o binary.tab
# A cell whose rows are not its columns; a network of one function, to see how far out of its range it is.
sw=$SHARE/potentials/Si.sw
sed 's/Lattice="[^"]*"/Lattice="16.3 0 0 1 16.4 0 0.5 -0.7 16.6"/' si.xyz | label --potential "$sw" -o tilted.xyz
printf 'nnpipe-sf 1\nunits metal\nG2 Si Si eta=0.5 r_s=0 cutoff=4 cutoff-function=cosine\n' >one.sf
make-cell diamond --element Si --constant 5.431 --rattle 0.1 --count 3 | label --potential "$sw" |
  fit-mlp --quiet --set one.sf --hidden 2 --epochs 2 --validation 0 --no-forces --zbl none -o one.nnp
expect_ok $python "$CASE_DIR/calculator.py" "$sw" one.nnp "$SHARE/potentials/SiO.1990.vashishta"
