# Models of KIM made here run in the LAMMPS of other distributions, where `make -f Makefile.ci roots` has made their
# roots with LAMMPS in them: energy, site energies, forces and pressure are label's.
[[ -e $BUILD/lib/nnpipe/kim/libkim-api-portable-model.so ]] || skip 'built without the KIM API'
others=()
for root in "$BUILD"/roots/*/; do [[ ! -x $root/usr/bin/lmp ]] || others+=("$root"); done
((${#others[@]} > 0)) || skip 'no root with LAMMPS: make -f Makefile.ci roots'
inside "${others[0]}" /bin/true 2>/dev/null || skip 'no root of its own can be made here'
kim=$CASE_DIR/../cli/reformat

expect_ok make-cell diamond --element Si --constant 5.431 --repeat 3,2,2 --rattle 0.1 --seed 7 -o si.xyz
expect_ok make-cell alpha-quartz --rattle 0.05 --seed 3 -o quartz.xyz
cp "$SHARE"/potentials/{Si.nnp,Si.sw,SiO.1990.vashishta} .
while read -r frame elements potential; do
  expect_ok reformat --to kim --name Own "$potential" -o $frame/models
  expect_ok reformat --to lammps-data --elements "$elements" $frame.xyz -o $frame/frame.data
  sed -e 's/MODEL/Own/' -e "s/ELEMENTS/${elements//,/ }/" "$kim/agree.lammps" >$frame/in.lammps
  for root in "${others[@]}"; do
    rm -rf "${root:?}/opt/nnpipe-test"
    cp -r $frame "$root/opt/nnpipe-test"
    inside "$root" env -C /opt/nnpipe-test KIM_API_PORTABLE_MODELS_DIR=/opt/nnpipe-test/models OMP_NUM_THREADS=1 \
      lmp -in in.lammps -log none </dev/null >log 2>&1 || { tail -n 5 log >&3; unmet "$root: lmp failed"; }
    say "in ${root#"$BUILD"/}: $(grep -m 1 '^LAMMPS (' log)"
    awk '/PotEng/ { getline; print }' log >thermo
    mv "$root"/opt/nnpipe-test/*.dump .
    rm -rf "${root:?}/opt/nnpipe-test"
    expect_ok reformat --elements "$elements" forces.dump -o lammps.xyz
    expect_status 0 label --quiet --potential "$potential" --on-extrapolation ignore lammps.xyz -o label.xyz
    awk -f "$kim/agree.awk" thermo sites.dump lammps.xyz label.xyz >said
    [[ ! -s said ]] || unmet "$root, $potential: $(head -n 1 said)"
  done
done <<'END_OF_CASES'
si Si Si.nnp
quartz O,Si SiO.1990.vashishta
END_OF_CASES
