# The library from C and from Fortran gives what label gives; what is wrong comes as a text.
command -v cc >/dev/null || skip 'no C compiler'
! sanitized || skip 'programs of others have no sanitizer'
cat >si.xyz <<'END'
2
Lattice="0 2.7155 2.7155 2.7155 0 2.7155 2.7155 2.7155 0" Properties=species:S:1:pos:R:3 pbc="T T T"
Si 0.1 0 0
Si 1.35775 1.35775 1.35775
END
expect_ok label --potential "$SHARE/potentials/Si.sw" si.xyz -o want.xyz
{
  frame_energies want.xyz
  awk 'NR > 2 { for (k = NF - 3; k < NF; ++k) print $k }' want.xyz
} >want
languages=(c)
link=(-L"$BUILD/lib" -lnnpipe "-Wl,-rpath,$BUILD/lib")
cc -std=c99 -Wall -Wextra -Werror -I"$CASE_DIR/../../../lib/capi" "$SHARE/examples/energy.c" -o c "${link[@]}"
if command -v gfortran >/dev/null; then
  gfortran -Wall "$SHARE/examples/energy.f90" -o fortran "${link[@]}"
  languages+=(fortran)
fi
head -n 1 want >energy
for language in "${languages[@]}"; do
  expect_ok "./$language" "$SHARE/potentials/Si.sw"
  expect_near "$(awk '$1 == "energy" { print $2 }' "$OUT")" "$(cat energy)" 1e-12
  expect_lines 4 "$OUT"
  awk '$1 == "force" { print $2, $3, $4 }' "$OUT" >"$language.forces"
  awk 'NR > 2 { print $(NF - 3), $(NF - 2), $(NF - 1) }' want.xyz >want.forces
  # The columns of label's frame stand in order of their names: forces before positions.
  expect_status 1 "./$language" missing.nnp
  expect_stderr 'missing.nnp: cannot open'
done
if [[ -e fortran.forces ]]; then
  paste c.forces fortran.forces | while read -r a b c d e f; do
    expect_near "$a" "$d" 1e-12 && expect_near "$b" "$e" 1e-12 && expect_near "$c" "$f" 1e-12
  done
fi

# Nothing but its own functions leaves the library, and they have versions.
if command -v nm >/dev/null; then
  nm -D --defined-only "$BUILD/lib/libnnpipe.so" | awk '$2 != "A" { print $3 }' >symbols
  ! grep -v '^nnpipe_[a-z_]*@@NNPIPE_1$' symbols || unmet 'symbols beside those of the interface'
  grep -oE '\bnnpipe_[a-z_]+\(' "$CASE_DIR/../../../lib/capi/nnpipe.h" | tr -d '(' | sort -u >declared
  sed 's/@@.*//' symbols | sort -u >defined
  diff declared defined >&3 || unmet 'what the header declares is not what the library has'
fi
