# Potentials that are none, each with its own message; nothing is written. Bad frames are in bad-input.
make-cell diamond --element Si --constant 5.431 >si.xyz
label_by() { label --potential "$@" si.xyz -o x.xyz; }
expect_fail 2 '^label: .*--potential' label si.xyz
expect_fail 2 "^label: potential 'lj:epsilon=1,sigma=1': parameter 'cutoff' is missing" label_by lj:epsilon=1,sigma=1
expect_fail 2 "^label: potential 'lj:.*': 'sigma' is given twice" label_by lj:epsilon=1,sigma=1,sigma=1,cutoff=2
expect_fail 2 "^label: potential 'lj:.*': unknown parameter 'sigm', expected .* \(did you mean sigma\?\)" label_by \
  lj:epsilon=1,sigma=1,sigm=1,cutoff=2
# What is unknown is likelier misspelt than what is missing is forgotten.
expect_fail 2 "^label: potential 'lj:.*': unknown parameter 'eps', expected epsilon, sigma, cutoff" label_by \
  lj:eps=1,sigma=1,cutoff=2
expect_fail 2 "^label: potential 'lj:.*': sigma: expected a positive number, got -1" label_by \
  lj:epsilon=1,sigma=-1,cutoff=2
expect_fail 2 "^label: potential 'lj:.*': sigma: expected a finite number, got '1,5'|'5'" label_by \
  lj:epsilon=1,sigma=1,5,cutoff=2
expect_fail 2 "^label: potential 'lj:.*': cutoff: expected a finite number, got 'nan'" label_by \
  lj:epsilon=1,sigma=1,cutoff=nan
expect_fail 2 "^label: potential 'lj:.*': 'shift' takes no value, got 'yes'" label_by \
  lj:epsilon=1,sigma=1,cutoff=2,shift=yes
expect_fail 2 "^label: potential 'lj:.*': unknown units 'real', expected metal or lj" label_by \
  lj:epsilon=1,sigma=1,cutoff=2,units=real
expect_fail 2 "^label: potential 'lj': expected parameters, as in lj:epsilon=1" label_by lj
expect_fail 1 '^label: si.xyz: frame 1: units differ: the frame has metal, the potential has lj' label_by \
  lj:epsilon=1,sigma=1,cutoff=2,units=lj
expect_fail 1 '^label: absent: cannot open: No such file or directory$' label_by absent
expect_fail 1 "^label: si.xyz: these are frames, expected a potential: a .nnp file, or LAMMPS's" label_by si.xyz
expect_fail 1 "^label: .*: this is a set of symmetry functions, expected a potential" label_by \
  "$SHARE/symfunc/si-short.sf"

# LAMMPS's parameter files.
sw="$SHARE/potentials/Si.sw"
sed 's/^Si Si Si/Si Si C/' "$sw" >triplet.sw
expect_fail 1 '^label: triplet.sw: no entry for Si Si Si, expected one for each triple of its elements$' \
  label_by triplet.sw
sed 's/2.0951/2.0951x/' "$sw" >number.sw
expect_fail 1 "^label: number.sw:[0-9]+: parameter: expected a number, got '2.0951x'" label_by number.sw
sed 's/2.0951/-2.0951/' "$sw" >negative.sw
expect_fail 1 '^label: negative.sw:[0-9]+: sigma is negative: -2.0951' label_by negative.sw
sed 's/^Si Si Si/Si Si Sx/' "$sw" >element.sw
expect_fail 1 "^label: element.sw:[0-9]+: unknown element 'Sx'" label_by element.sw
sed 's/UNITS: metal/UNITS: real/' "$sw" >real.sw
expect_fail 1 "^label: real.sw:1: parameters in units 'real', expected metal" label_by real.sw
sed 's/ 7.0495.*//' "$sw" >short.sw
expect_fail 1 '^label: short.sw:[0-9]+: 6 numbers in an entry, expected 11 \(Stillinger-Weber\) or 14 \(Vashishta\)' \
  label_by short.sw
cat "$sw" "$sw" >twice.sw
expect_fail 1 '^label: twice.sw:[0-9]+: a second entry for Si Si Si, the first is at twice.sw:' label_by twice.sw
grep '^#' "$sw" >empty.sw
expect_fail 1 '^label: empty.sw: no parameters: neither' label_by empty.sw
