# Distributions and transport of a short run, and of frames that allow none.
sw=$SHARE/potentials/Si.sw
make-cell diamond --element Si --constant 5.431 --repeat 2,2,2 -o si.xyz
run-md --potential "$sw" --temperature 300 --steps 100 --every 5 --thermo 10 --thermo-output thermo.tab si.xyz \
  -o traj.xyz
measure rdf --cutoff 6 --bins 60 traj.xyz -o rdf.tab
expect_rows 60 rdf.tab
# Four neighbours within 3 Å.
expect_near "$(table_value rdf.tab n r=2.95)" 4 1e-9
measure rdf --threads 1 --no-provenance traj.xyz -o one.tab
measure rdf --threads 3 --no-provenance traj.xyz -o three.tab
expect_same one.tab three.tab
measure structure-factor --largest 6 --bins 60 traj.xyz -o sq.tab
# The (111) reflection of diamond stands alone at 2.0039 1/Å: half of 64 atoms, less by the heat.
expect_less 5 "$(awk '!/^#/ && $1 > 1.9 && $1 < 2.1 { if ($2 > most) most = $2 } END { print most }' sq.tab)"
measure adf --cutoff 3 traj.xyz -o adf.tab
grep -qE '^#! mean Si-Si-Si 109\.' adf.tab || unmet 'mean angle'
measure coordination --cutoff 3 traj.xyz -o coordination.tab
expect_near "$(table_value coordination.tab Si-Si neighbours=4)" 1 1e-9
measure msd --interval 0.005 --lags 10 --origins 1 traj.xyz -o msd.tab
expect_near "$(table_value msd.tab msd t=0)" 0 1e-20
for x in 0 1 2 3; do printf '1\n\nAr %s 0 0\n' $x; done >one.xyz
expect_status 0 measure msd --interval 1 one.xyz -o one.tab
expect_stderr '^measure: warning: one atom: all its motion is the drift of the whole, which is taken out$'
measure vacf --interval 0.005 --lags 10 --origins 1 --spectrum --points 20 traj.xyz -o dos.tab
expect_rows 20 dos.tab
grep -qx '#! column-units 1 ps K eV eV eV bar bar bar bar bar bar bar Å³' thermo.tab || \
  unmet "units of a thermo table: $(grep column-units thermo.tab)"
measure mean --columns temp,etotal thermo.tab -o mean.tab
expect_rows 2 mean.tab
# Neither the step nor the time has a mean worth telling.
measure mean thermo.tab -o means.tab
! grep -qE '^(step|time) ' means.tab || unmet 'the mean of time'
grep -q '^temp ' means.tab
[[ $(table_value means.tab unit quantity=press) == bar && $(table_value means.tab unit quantity=volume) == Å³ ]] || \
  unmet 'units of means'
expect_near "$(table_value means.tab correlation quantity=volume)" 1 1e-9
measure mean --columns step thermo.tab -o means.tab
expect_near "$(table_value means.tab mean quantity=step)" 50 1e-9
expect_fail 1 '^measure: traj.xyz:1: these are frames, expected a table$' measure mean traj.xyz
expect_fail 1 '^measure: thermo.tab: this is a table, expected frames in extended XYZ$' measure rdf thermo.tab
expect_near "$(table_value mean.tab mean quantity=etotal)" "$(table_column thermo.tab etotal | head -n 1)" 0.05
# Atoms are followed by their ids, in any order of the rows, and by their crossings of the cell.
awk '/^[0-9]+$/ { n = 0 } /Properties=/ { sub(/Properties=species:S:1/, "Properties=id:I:1:species:S:1") }
  NF > 3 && !/=/ { $0 = ++n " " $0 } 1' traj.xyz >ids.xyz
awk '/^[0-9]+$/ { ++f } !/^[0-9]+$/ && !/=/ { print f, 1, (f * $1 * 7919) % 97, $0; next } { print f, 0, /=/, $0 }' \
  ids.xyz | sort -s -n -k1,1 -k2,2 -k3,3 | cut -d' ' -f4- >shuffled.xyz
! cmp -s ids.xyz shuffled.xyz || unmet 'rows in another order'
for quantity in msd vacf; do
  measure $quantity --lags 10 --origins 1 --no-provenance traj.xyz -o plain.tab
  measure $quantity --lags 10 --origins 1 --no-provenance shuffled.xyz -o followed.tab
  expect_near "$(table_column followed.tab $quantity | tail -n 1)" \
    "$(table_column plain.tab $quantity | tail -n 1)" 1e-12
done
sed 's/^2 Si/1 Si/' ids.xyz >twice.xyz
sed '67,$s/^2 Si/65 Si/' ids.xyz >another.xyz
cat <(head -n 66 ids.xyz) <(tail -n +67 traj.xyz) >without.xyz
for quantity in msd vacf; do
  expect_fail 1 'frame 1: two atoms have id 1$' measure $quantity twice.xyz
  expect_fail 1 'frame 2: id 65 is none of the first frame.s$' measure $quantity another.xyz
  expect_fail 1 'frame 2: the frame has no column id, the first frame has one$' \
    measure $quantity without.xyz
done
# Steps of 3 Å in a cell of 4 Å, beside an atom as heavy at rest: relative to the centre each moves half of it.
for n in 0 1 2 3; do
  printf '2\nLattice="4 0 0 0 4 0 0 0 4" pbc="T T T" time=%d Properties=species:S:1:pos:R:3:image:I:3\n' $n
  printf 'Ar %d 0 0 %d 0 0\nAr 1 2 2 0 0 0\n' $((3 * n % 4)) $((3 * n / 4))
done >crossing.xyz
measure msd --origins 100 crossing.xyz -o crossing.tab
for n in 1 2 3; do
  expect_near "$(table_value crossing.tab msd t=$n)" "$(awk "BEGIN { print 9 * $n * $n / 4 }")" 1e-12
done
# Frames so far apart that an atom may have gone either way round the cell; without a cell there is one way alone.
for step in 1.68 1.5; do
  for n in 0 1 2; do
    printf '2\nLattice="4 0 0 0 4 0 0 0 4" time=%d Properties=species:S:1:pos:R:3\n' $n
    printf 'Ar %s 0 0\nAr 1 2 2\n' "$(awk "BEGIN { print $n * $step }")"
  done >"steps_of_$step.xyz"
done
expect_status 0 measure msd steps_of_1.68.xyz -o far.tab
expect_stderr '^measure: warning: an atom moves by 0.42 of the cell between two frames: beyond half the cell its way is unknown'
expect_ok measure msd steps_of_1.5.xyz -o far.tab
expect_ok measure msd <(sed 's/Lattice="[^"]*"//' steps_of_1.68.xyz) -o far.tab
expect_ok measure msd crossing.xyz -o far.tab
expect_fail 1 'measure: one frame, expected two or more$' measure msd <(head -n 4 steps_of_1.5.xyz)
# Frames or columns that are not there.
expect_fail 2 '^measure: QUANTITY: expected rdf, .*, got .rfd.' measure rfd traj.xyz
expect_fail 2 '^measure: expected QUANTITY' measure
expect_stderr "^try 'measure --help'\$"
# The frames say how far apart they are; what contradicts them is refused.
measure msd --lags 10 --origins 1 --no-provenance traj.xyz -o by-time.tab
measure msd --lags 10 --origins 1 --no-provenance --interval 0.005 traj.xyz -o by-interval.tab
expect_same by-time.tab by-interval.tab
measure vacf --lags 5 --origins 1 --stride 2 --no-provenance traj.xyz -o by-time.tab
expect_near "$(table_column by-time.tab t | sed -n 2p)" 0.01 1e-12
expect_fail 1 \
  '^measure: traj.xyz: frame 2: time 0.005 is 0.005 after the frame before, expected 0.01 as --interval says' \
  measure msd --interval 0.01 traj.xyz
cat <(head -n 132 traj.xyz) <(tail -n 66 traj.xyz) >gap.xyz
expect_fail 1 'frame 3: time 0.1 is 0.095 after the frame before, expected 0.005 as between the first two' measure \
  vacf gap.xyz
sed 's/ time=[^ ]*//' traj.xyz >timeless.xyz
expect_fail 2 '--interval is missing, and the frames have no key time' measure msd timeless.xyz
expect_stderr "^try 'measure msd --help'\$"
awk '/ time=/ && ++n > 4 { sub(/ time=[^ ]*/, "") } 1' traj.xyz >half.xyz
expect_fail 1 'frame 5: the frame has no key time, the one before has one; give --interval' measure msd half.xyz
expect_ok measure msd --interval 0.005 --lags 10 --origins 1 --no-provenance half.xyz -o by-interval.tab
grep -qx '#! no-diffusion 11 times, expected at least 20' by-interval.tab || unmet 'why there is no diffusion coefficient'
expect_ok measure msd --interval 1 --lags 5 timeless.xyz
expect_fail 2 '--cutoff: expected two elements' measure adf --cutoff 2,Si=3 traj.xyz
expect_fail 2 "--cutoff: expected a number of at least 0, got '-1'" measure adf --cutoff 2,Si-Si=-1 traj.xyz
# A pair without bonds.
awk 'NF > 3 && $1 == "Si" && ++n % 2 { $1 = "O" } 1' si.xyz >two.xyz
measure coordination --cutoff 3,Si-O=2.6,O-O=0,Si-Si=0 two.xyz -o none.tab
expect_near "$(table_value none.tab O-O neighbours=0)" 1 1e-9
measure adf --cutoff 3,O-O=0 two.xyz -o adf.tab
! grep -q 'O-O-O' adf.tab || unmet 'angles of bonds that are switched off'
expect_fail 1 '21 frames, all passed over by --skip 50' measure rdf --skip 50 traj.xyz
expect_fail 1 "no column 'temperature'" measure mean --columns temperature thermo.tab
expect_fail 1 'has no velocities' measure vacf --interval 1 si.xyz
expect_fail 1 'frame 1: .*expected a cell periodic in three directions' measure rdf <(sed 's/pbc="T T T"/pbc="F F F"/' \
  si.xyz)
expect_fail 1 'frame 2: the atoms changed' measure msd --interval 1 <(head -n 66 traj.xyz; make-cell diamond \
  --element Si --constant 5.431)
expect_closed_pipe measure rdf --bins 100000 traj.xyz
expect_full_disk measure rdf traj.xyz
# Few values, and correlated ones: said once, of all columns but constant ones.
expect_status 0 measure mean thermo.tab
expect_stderr \
  '^measure: warning: thermo.tab: few independent values, no plateau of the errors by block: temp \(11\), .*; errors may be too small$'
! grep -q 'volume (' "$ERR" || unmet 'a warning of a constant'
