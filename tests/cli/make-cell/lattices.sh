# Each lattice: its cell and atoms, and the distances between neighbours that make it what it is.
expect_ok make-cell diamond --element Si --constant 5.431 --no-provenance
expect_stdout_equal diamond.xyz

# coordination LATTICE NEIGHBOURS DISTANCE: of every atom, counted out to a tenth beyond the distance.
coordination() {
  local name=$1 want=$2 distance=$3
  CASE_NOTE=$name
  shift 3
  expect_ok make-cell "$name" "$@" --repeat 4 -o crystal.xyz
  expect_ok measure coordination --cutoff "$(awk -v d="$distance" 'BEGIN { print 1.1 * d }')" crystal.xyz \
    -o neighbours.tab
  # One row a number of neighbours; the first columns are that number and its share.
  [[ $(awk '!/^#/ && $2 > 0 { print $1 }' neighbours.tab) == "$want" ]] || unmet "$(cat neighbours.tab)"
  CASE_NOTE=
}
coordination sc 6 1 --element Po --constant 1
coordination bcc 8 0.8660254 --element Fe --constant 1
coordination fcc 12 0.7071068 --element Ar --constant 1
coordination hcp 12 1 --element Mg --constant 1
coordination diamond 4 0.4330127 --element C --constant 1
# Graphene, of one's own.
coordination cell 3 1.42 --vectors 2.46,2.46,20,90,90,120 --basis C:0:0:0.5,C:0.33333333:0.66666667:0.5

# Silica has elements and constants of its own: four oxygens to a silicon, two silicons to an oxygen.
for name in alpha-quartz beta-cristobalite; do
  CASE_NOTE=$name
  expect_ok make-cell "$name" --repeat 3 -o silica.xyz
  expect_ok measure rdf --cutoff 1.9 --bins 1 silica.xyz -o bonds.tab
  [[ $(awk '$1 == "Si"' silica.xyz | wc -l) == $(($(awk '$1 == "O"' silica.xyz | wc -l) / 2)) ]] || unmet 'not SiO2'
done
CASE_NOTE=
expect_ok make-cell alpha-quartz --elements Ge,O --constant 4.99
expect_stdout '^Ge '
# Two elements in turn.
expect_ok make-cell diamond --elements Zn,S --constant 5.41
[[ $(cut -d ' ' -f 1 "$OUT" | tail -n 8 | tr '\n' ' ') == 'Zn Zn Zn Zn S S S S ' ]] || unmet 'no zincblende'
expect_ok make-cell fcc --basis Na:0:0:0,Cl:0.5:0.5:0.5 --constant 5.64
expect_stdout '^Cl 2.82 2.82 2.82$'
# Reduced units: the particle without a name.
expect_ok make-cell fcc --constant 1.55 --units lj
expect_stdout ' units=lj'
expect_stdout '^X 0 0 0$'
# The primitive cell is the same crystal: two atoms of diamond, each with its energy in the conventional cell.
expect_ok make-cell diamond --element Si --constant 5.431 --primitive -o primitive.xyz
[[ $(head -n 1 primitive.xyz) == 2 ]]
each() {
  label --potential "$SHARE/potentials/Si.sw" "$1" -o labelled.xyz
  frame_energies labelled.xyz | awk -v atoms="$(head -n 1 "$1")" '{ printf "%.10f\n", $1 / atoms }'
}
make-cell diamond --element Si --constant 5.431 -o conventional.xyz
[[ $(each primitive.xyz) == "$(each conventional.xyz)" ]]
coordination diamond 4 0.4330127 --element C --constant 1 --primitive
