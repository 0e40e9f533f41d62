# Copies, strain, displacements, vacancies, clusters: what they do, by seed.
si() { make-cell diamond --element Si --constant 5.431 --no-provenance "$@"; }
lattice_of() { sed -n 2p "$1" | grep -oE 'Lattice="[^"]*"'; }
positions() { awk '$1 == "Si" { print $2, $3, $4 }' "$1"; }

expect_ok si --repeat 2,3,4 -o copies.xyz
expect_frames 1 copies.xyz
[[ $(head -n 1 copies.xyz) == 192 ]] || unmet 'not 24 cells of 8 atoms'
[[ $(lattice_of copies.xyz) == 'Lattice="10.862 0 0 0 16.293 0 0 0 21.724"' ]] || unmet "$(lattice_of copies.xyz)"

# 5.431 · 1.02, and an engineering shear of 0.02 about x: γ/2 either way.
expect_ok si --strain 0.02 -o larger.xyz
expect_near "$(lattice_of larger.xyz | cut -d '"' -f 2 | cut -d ' ' -f 1)" 5.53962 1e-12
expect_ok si --strain 0,0,0,0.02,0,0 -o sheared.xyz
read -ra v <<<"$(lattice_of sheared.xyz | cut -d '"' -f 2)"
expect_near "${v[5]}" 0.05431 1e-12
expect_near "${v[7]}" 0.05431 1e-12
# Atoms go with the cell: the potential energy does not care for a rotation, and fractions stay.
expect_near "$(positions larger.xyz | sed -n 5p | cut -d ' ' -f 1)" \
  "$(awk 'BEGIN { printf "%.15g", 5.53962 / 4 }')" 1e-12

# Displacements have the width asked for and no other: 3 · 1728 numbers, so 4 % are four standard errors.
expect_ok si --repeat 6 -o perfect.xyz
expect_ok si --repeat 6 --rattle 0.1 --seed 7 -o shaken.xyz
width=$(paste -d ' ' <(positions shaken.xyz) <(positions perfect.xyz) \
  | awk '{ for (d = 1; d <= 3; ++d) s += ($d - $(d + 3)) ^ 2 } END { print sqrt(s / (3 * NR)) }')
expect_near "$width" 0.1 0.004
expect_ok si --repeat 6 --rattle 0.1 --seed 7 -o again.xyz
expect_same again.xyz shaken.xyz
expect_ok si --repeat 6 --rattle 0.1 --seed 8 -o other.xyz
! cmp -s other.xyz shaken.xyz || unmet 'another seed, the same displacements'

# Each of several frames has its own; those that leave keep their places.
expect_ok si --repeat 2 --vacancies 3 --count 4 -o holes.xyz
expect_frames 4 holes.xyz
[[ $(grep -c '^61$' holes.xyz) == 4 ]] || unmet 'not three atoms fewer'
[[ $(awk '/^Si/' holes.xyz | sort | uniq -c | awk '$1 < 4' | wc -l) -gt 3 ]] || unmet 'the same atoms left every frame'

# A cluster: the centre first, nearest first, no cell; 1 + 4 + 12 atoms.
expect_ok si --cluster 3.9 -o ball.xyz
[[ $(head -n 1 ball.xyz) == 17 ]] || unmet 'not the centre and its first two shells'
! grep -q Lattice ball.xyz || unmet 'a cluster with a cell'
expect_stdout_of_awk() { awk "$1" "$2" >ordered && [[ ! -s ordered ]] || unmet "$(head -n 1 ordered)"; }
expect_stdout_of_awk '$1 == "Si" {
  r = sqrt($2^2 + $3^2 + $4^2); if (r < last - 1e-9 || r > 3.9) print; last = r }' ball.xyz
