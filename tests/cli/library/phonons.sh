# Phonons by phonopy with the ASE calculator: its forces are label's, and the optical mode at Γ is that of measure.
/usr/bin/python3 -c 'import ase, phonopy' 2>/dev/null || skip 'no python3-ase and python3-phonopy'
! sanitized || skip 'Python has no sanitizer'
export PYTHONPATH=$BUILD/lib/python PYTHONDONTWRITEBYTECODE=1
expect_ok /usr/bin/python3 "$CASE_DIR/phonons.py" "$SHARE/potentials/Si.sw"
expect_frames 1 supercells.xyz
