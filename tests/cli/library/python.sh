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
expect_ok $python "$CASE_DIR/calculator.py" "$SHARE/potentials/Si.sw"
