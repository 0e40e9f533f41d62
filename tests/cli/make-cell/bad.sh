# Bad use, each with its own message, before anything is written; outputs that cannot be written.
ar() { make-cell fcc --element Ar --constant 5.3 "$@" -o x.xyz; }
expect_fail 2 '^make-cell: expected LATTICE$' make-cell
expect_fail 2 "^make-cell: LATTICE: expected sc, bcc, .*, cell, got 'graphene'" make-cell graphene
expect_fail 2 "^make-cell: unexpected 'fcc'" make-cell fcc fcc --element Ar --constant 5
expect_fail 2 '^make-cell: diamond needs --constant' make-cell diamond --element Si
expect_fail 2 '^make-cell: diamond needs --element' make-cell diamond --constant 5.431
expect_fail 2 "^make-cell: --constant: expected a positive number, got '0'" make-cell fcc --element Ar --constant 0
expect_fail 2 "^make-cell: --constant: expected a positive number, got 'nan'" make-cell fcc --element Ar --constant nan
expect_fail 2 "^make-cell: --element: unknown element 'Sx'" make-cell fcc --element Sx --constant 5
expect_fail 2 '^make-cell: --elements: fcc takes 1 element, got 2' make-cell fcc --elements Ar,Kr --constant 5
expect_fail 2 '^make-cell: --element excludes --elements' make-cell bcc --element Cs --elements Cs,Cl --constant 4
expect_fail 2 '^make-cell: --c-over-a: fcc is cubic' ar --c-over-a 2
expect_fail 2 '^make-cell: --basis: expected ELEMENT:x:y:z' make-cell cell --vectors 1,2,3 --basis C:0:0
expect_fail 2 "^make-cell: --basis: z: expected a number, got 'x'" make-cell cell --vectors 1,2,3 --basis C:0:0:x
expect_fail 2 '^make-cell: --basis: z is NaN' make-cell cell --vectors 1,2,3 --basis C:0:0:nan
expect_fail 2 '^make-cell: --basis: two atoms of the basis share the site 0 0 0' make-cell cell --vectors 1,2,3 \
  --basis C:0:0:0,C:1:0:0
expect_fail 2 '^make-cell: cell needs --vectors and --basis' make-cell cell --vectors 1,2,3
expect_fail 2 '^make-cell: --vectors: expected 3, 6 or 9 numbers, got 2' make-cell cell --vectors 1,2 --basis C:0:0:0
expect_fail 2 '^make-cell: --vectors: no cell has the angles 10 10 170' make-cell cell --vectors 1,2,3,10,10,170 \
  --basis C:0:0:0
expect_fail 2 '^make-cell: --vectors: the cell has zero volume' make-cell cell --vectors 1,0,0,2,0,0,0,0,1 \
  --basis C:0:0:0
expect_fail 2 '^make-cell: --vectors belongs to cell' ar --vectors 1,2,3
expect_fail 2 '^make-cell: --strain: expected 1, 6 or 9 numbers, got 2' ar --strain 1,2
expect_fail 2 '^make-cell: --strain: this strain leaves no volume' ar --strain -1
expect_fail 2 '^make-cell: --repeat: expected 1 or 3 numbers, got 2' ar --repeat 1,2
expect_fail 2 '^make-cell: --repeat: expected numbers between 1 and 1000000, got 0' ar --repeat 0
expect_fail 2 "^make-cell: --rattle: expected a number of at least 0, got '-1'" ar --rattle -1
expect_fail 2 '^make-cell: --cluster and --repeat exclude each other' ar --cluster 5 --repeat 2
expect_fail 2 '^make-cell: --units: expected metal, lj' ar --units real
expect_fail 1 '^make-cell: 4 vacancies in 4 atoms, expected fewer$' ar --vacancies 4
expect_fail 1 '^make-cell: 4000000000 atoms, expected at most 100000000$' ar --repeat 1000
expect_fail 1 '^make-cell: a radius of 100000 Å holds too many atoms' ar --cluster 100000
big=(make-cell fcc --element Ar --constant 5.3 --repeat 10)
expect_fail 1 '^make-cell: no/such/folder/x: ' "${big[@]}" -o no/such/folder/x
expect_fail 1 'No space left' "${big[@]}" -o /dev/full
expect_full_disk "${big[@]}"
expect_closed_pipe "${big[@]}"
# A file that was there stays as it was.
echo before >x.xyz
expect_fail 1 'vacancies' ar --vacancies 4
[[ $(cat x.xyz) == before ]] || unmet 'an output file was touched by a run that failed'
expect_fail 2 "^make-cell: --rattle: expected a number from 1e-06 to 1e\\+06, got '1e300'" \
  make-cell fcc --element Si --constant 5 --rattle 1e300
# What no program could read is not written.
expect_fail 1 '^make-cell: x.xyz: frame 1: [0-9e+.]+ atoms per Å³, expected up to 20' make-cell fcc --element Si \
  --constant 0.5 -o x.xyz
