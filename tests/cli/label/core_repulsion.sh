# Core repulsion on top of a potential: sane where atoms collide; atoms on top of each other are named with their frame.
printf '2\nLattice="9 0 0 0 9 0 0 0 9" pbc="T T T"\nSi 0 0 0\nSi 0 0 0.1001\n' >near.xyz
sw=$SHARE/potentials/Si.sw
expect_ok label --potential "$sw+zbl:inner=0.8,outer=1.6" near.xyz -o near.out.xyz
expect_less 10000 "$(frame_energies near.out.xyz)"
(cat near.xyz && sed 's/0.1001/0.0999/' near.xyz) >nearer.xyz
expect_fail 1 '^label: nearer.xyz: frame 2: atoms 1 and 2 are 0.0999 Å apart, expected 0.1 Å or more$' \
  label --potential "$sw+zbl:inner=0.8,outer=1.6" nearer.xyz
expect_fail 1 '^label: .*frame 2: atoms 1 and 2 are ' label --potential zbl:inner=0.8,outer=1.6 nearer.xyz -o out.xyz
expect_absent out.xyz

# Far apart nothing is added.
printf '2\nLattice="9 0 0 0 9 0 0 0 9" pbc="T T T"\nSi 0 0 0\nSi 0 0 2.3\n' >far.xyz
label --no-provenance --potential "$sw" far.xyz >without.xyz
label --no-provenance --potential "$sw+zbl:inner=0.8,outer=1.6" far.xyz >with.xyz
expect_same with.xyz without.xyz

# A wrong one is one of usage.
expect_fail 2 '^label: potential .*+zbl:inner=2,outer=1.*: expected 0 <= inner < outer$' \
  label --potential "$sw+zbl:inner=2,outer=1" far.xyz
