# Quantities of a crystal are refused where there is none: a film, a wire, a cluster, a cell without volume.
sw=$SHARE/potentials/Si.sw
make-cell diamond --element Si --constant 5.431 --repeat 2,2,2 -o crystal.xyz
for pbc in 'T T F' 'F T T' 'T F F' 'F F F'; do
  sed "s/pbc=\"T T T\"/pbc=\"$pbc\"/" crystal.xyz >other.xyz
  for quantity in eos elastic vacancy surface phonon; do
    for relax in none atoms isotropic full; do
      expect_fail 1 '^measure: .*need(s)? a crystal, expected a cell periodic in three directions' \
        measure $quantity --relax $relax --potential "$sw" other.xyz -o out
    done
  done
  for cell in isotropic full; do
    expect_fail 1 '^relax: other.xyz: frame 1: .*needs a crystal' relax --cell $cell --potential "$sw" other.xyz -o out
  done
  expect_fail 1 '^measure: .*expected a cell periodic in three directions' measure rdf --cutoff 4 other.xyz -o out
  expect_fail 1 '^measure: .*expected one periodic in three directions' \
    measure structure-factor --largest 4 other.xyz -o out
  expect_fail 1 '^run-md: .*not periodic in all directions' \
    run-md --potential "$sw" --ensemble npt --temperature 300 --steps 2 other.xyz -o out
done
# The film of the same atoms has a surface where it is not cut: none of the above may give a number for it.
expect_ok measure surface --relax none --potential "$sw" --axis c crystal.xyz -o out
expect_less 0.5 "$(table_value out value quantity=surface_unrelaxed)"

# Vacuum in a cell that is periodic all around: a slab, and a molecule. Phonons and, with a warning, stiffness exist.
make-cell diamond --element Si --constant 5.431 | sed 's/5.431"/20"/' >slab.xyz
make-cell diamond --element Si --constant 5.431 | sed 's/"[^"]*5.431"/"20 0 0 0 20 0 0 0 20"/' >molecule.xyz
for quantity in eos vacancy surface; do
  expect_fail 1 '^measure: .*need(s)? a crystal without vacuum, got a gap of 15.93 Å between atoms along c,.* \(3.77' \
    measure $quantity --relax none --potential "$sw" slab.xyz -o out
  expect_fail 1 '^measure: .*need(s)? a crystal without vacuum, got a gap of 15.93 Å between atoms along a,' \
    measure $quantity --relax none --potential "$sw" molecule.xyz -o out
done

# A gas at no pressure has no volume: the run says so and ends.
make-cell fcc --element Ar --constant 7 --repeat 3 -o gas.xyz
expect_status 3 run-md --potential lj:epsilon=0.0103,sigma=3.4,cutoff=6 --ensemble npt --temperature 900 --pressure 0 \
  --timestep 0.005 --tau-p 0.3 --steps 20000 gas.xyz -o out
expect_stderr '^run-md: gas.xyz: frame 1: step [0-9]+: the cell has grown to [0-9.]+ times its volume at the start'
rm -f out

# Diffusion is the same of wrapped positions and of those that run on, also where the cell changes.
run-md --quiet --potential lj:epsilon=0.0103,sigma=3.4,cutoff=8 --ensemble npt --temperature 120 --pressure 500 \
  --steps 1500 --timestep 0.004 --every 15 gas.xyz -o free.xyz
awk '
  left == 0 { left = $1 + 2; line = 0 }
  { ++line; --left }
  line == 2 { match($0, /Lattice="[^"]*"/); split(substr($0, RSTART + 9, RLENGTH - 10), a, " "); print; next }
  line > 2 { for (d = 0; d < 3; ++d) { L = a[1 + 4 * d]; q = $(2 + d) / L; f = int(q); if (q < f) --f; $(2 + d) -= f * L } }
  { print }' OFMT=%.17g CONVFMT=%.17g free.xyz >wrapped.xyz
if cmp -s free.xyz wrapped.xyz; then unmet 'no atom leaves the cell'; fi
expect_ok measure msd --lags 60 --origins 1 free.xyz -o free.tab
expect_ok measure msd --lags 60 --origins 1 wrapped.xyz -o wrapped.tab
expect_table_near free.tab wrapped.tab 1e-9 1e-9
