# Labels that contradict one another by unit or sign, geometries of other units, fits that learn nothing: told, each in
# its words.
sw=$SHARE/potentials/Si.sw
for a in 5.3 5.4 5.5; do make-cell diamond --element Si --constant $a --rattle 0.1 --count 16 --seed 3; done | label \
  --potential "$sw" -o sane.xyz
# What is fitted, options first; --quiet says nothing of it.
fit() { fit-mlp --set auto --hidden 4 --epochs 2 "$@" -o fit.nnp; }
expect_ok fit --stress sane.xyz
# Each label times a factor: energy, forces, stress.
times() {
  awk -v E="$1" -v F="$2" -v S="$3" 'function scaled(key, factor,   at, old, n, part, out, i) {
      if (!(at = index($0, key))) return
      old = substr($0, at + length(key)); quoted = substr(old, 1, 1) == "\""
      old = quoted ? substr(old, 2, index(substr(old, 2), "\"") - 1) : substr(old, 1, index(old " ", " ") - 1)
      n = split(old, part, " "); out = ""
      for (i = 1; i <= n; ++i) out = out (i > 1 ? " " : "") sprintf("%.12g", part[i] * factor)
      $0 = substr($0, 1, at + length(key) - 1 + quoted) out substr($0, at + length(key) + quoted + length(old)) }
    /Lattice/ { scaled(" energy=", E); scaled(" stress=", S); print; next }
    NF > 6 { for (i = 6; i <= 8; ++i) $i = sprintf("%.12g", $i * F) } 1' sane.xyz
}
told() { # told REGEX [OPTION…]
  expect_status 0 fit "${@:2}" changed.xyz
  expect_stderr "$1"
}
times 0.0367493 1 1 >changed.xyz
told 'energies are 0\.0[234][0-9]+ times what the forces account for, as if energies were in hartree \(1/27.2\)'
times 23.06 23.06 23.06 >changed.xyz
told 'force components of [0-9.]+ eV/Å are usual in these frames, as in collisions: are they in kcal/mol/Å'
times 1 -1 1 >changed.xyz
told 'energies rise where the forces say that they fall .*: are the forces of the opposite sign, gradients'
told "force error is [0-9.e+]+ meV/Å, [0-9]+ % of the forces' own root mean square of [0-9.e+]+: little was learned"
times 1 1 -1 >changed.xyz
told 'stresses are of the opposite sign to what the forces say' --stress
times 1 1 1602.1766 >changed.xyz
told 'stresses are [0-9.]+e\+03 times what the forces account for, as if stresses were in kbar \(1602\)' --stress
expect_ok fit --quiet --stress changed.xyz
# Atomic units beside positions in Å; energies per atom, of cells of eight.
times 0.0367493 0.0194469 1 >changed.xyz
told 'energies change 1\.[89][0-9]* times as much as the forces account for \(1.89\), as if both were in atomic units'
times 0.125 1 1 >changed.xyz
told 'energies agree with the forces if each is that of one atom: are they energies per atom, not totals'
# Two references.
times 1.3 1 1 >shifted.xyz
head -n 100 shifted.xyz | cat sane.xyz - >changed.xyz
told 'energies are of two kinds, 1\.[0-9]+ eV an atom apart beyond what the forces account for, as those of changed.xyz: frame'
# Positions and cell in bohr; a cutoff shorter than the bonds, and one beyond all use.
awk '/Lattice/ { match($0, /"[^"]*"/); n = split(substr($0, RSTART + 1, RLENGTH - 2), a, " "); out = ""
    for (i = 1; i <= n; ++i) out = out " " a[i] * 1.8897261; $0 = substr($0, 1, RSTART) substr(out, 2) substr($0, RSTART + RLENGTH - 1); print; next }
  NF > 6 { for (i = 2; i <= 4; ++i) $i *= 1.8897261 } 1' sane.xyz >changed.xyz
told 'no two atoms are nearer than 3\.[0-9]+ Å \(Si and Si\), 1\.[0-9]+ times a bond: are positions in bohr'
cp sane.xyz changed.xyz
told '[3-9][0-9] % of the atoms have no neighbour within the cutoff of 2.1 Å: is it shorter than the bonds' \
  --cutoff 2.1
# What would take for ever says so; the fit itself is of a cell of two atoms.
make-cell bcc --element Fe --constant 2.87 --rattle 0.1 --count 6 | label \
  --potential lj:epsilon=0.5,sigma=2.2,cutoff=5 -o iron.xyz
printf 'nnpipe-sf 1\nunits metal\nG2 Fe Fe eta=0.01 r_s=0 cutoff=15\nG2 Fe Fe eta=0.1 r_s=3 cutoff=15\n' >wide.sf
expect_status 0 fit-mlp --set wide.sf --hidden 2 --epochs 1 iron.xyz -o fit.nnp
expect_stderr \
  'within the cutoff of 15 Å an atom has some 1\.2e\+03 neighbours, angles their square: this takes very long'
