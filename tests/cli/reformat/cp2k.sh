# CP2K and nnpipe agree on a published committee of water, and on potentials written for CP2K.
data=/usr/share/cp2k/NNP/bulkH2O-jcp2020-cnnp
command -v cp2k >/dev/null || skip 'no cp2k'
[[ -d $data ]] || skip 'no cp2k-data'

# 64 molecules on a grid, turned this way and that.
awk 'BEGIN {
  n = 4; d = 12.42 / n; pi = atan2(0, -1); bond = 0.97; half = 52.25 * pi / 180
  printf "%d\nLattice=\"12.42 0 0 0 12.42 0 0 0 12.42\" Properties=species:S:1:pos:R:3 pbc=\"T T T\"\n", 3 * n * n * n
  for (i = 0; i < n * n * n; ++i) {
    x = d * (i % n) + 0.2 * sin(i); y = d * (int(i / n) % n) + 0.2 * cos(2 * i); z = d * int(i / n / n) + 0.2 * sin(3 * i)
    printf "O %.8f %.8f %.8f\n", x, y, z
    for (s = -1; s <= 1; s += 2) {
      a = bond * cos(half); b = s * bond * sin(half)
      u = a * cos(i) - b * sin(i); v = a * sin(i) + b * cos(i)
      printf "H %.8f %.8f %.8f\n", x + u, y + v * cos(2 * i), z + v * sin(2 * i)
    }
  }
}' >water.xyz

# run NAME INPUT SCALING WEIGHTS…: leaves the energy, hartree, in NAME.energy and the forces in NAME.forces.
run() {
  local name=$1 input=$2 scaling=$3
  shift 3
  {
    printf '&GLOBAL\n PROJECT %s\n RUN_TYPE ENERGY_FORCE\n PRINT_LEVEL LOW\n&END\n&FORCE_EVAL\n METHOD NNP\n &NNP\n' \
      "$name"
    printf '  NNP_INPUT_FILE_NAME %s\n  SCALE_FILE_NAME %s\n' "$input" "$scaling"
    for weights in "$@"; do printf '  &MODEL\n   WEIGHTS %s\n  &END\n' "$weights"; done
    printf ' &END\n &PRINT\n  &FORCES ON\n   NDIGITS 16\n   FILENAME forces\n  &END\n &END\n &SUBSYS\n  &CELL\n   ABC 12.42 12.42 12.42\n  &END\n  &COORD\n'
    tail -n +3 water.xyz
    printf '  &END\n &END\n&END\n'
  } >"$name.inp"
  OMP_NUM_THREADS=1 cp2k -i "$name.inp" >"$name.out" 2>&1 || { tail -n 20 "$name.out" >&3; unmet 'cp2k failed'; }
  awk '/Total FORCE_EVAL/ { print $NF }' "$name.out" >"$name.energy"
  awk 'NF == 6 && $1 ~ /^[0-9]+$/ { print $4, $5, $6 }' "$name"-forces*.xyz >"$name.forces"
}

# agree NAME OFFSET FILE…: the mean over labelled files, minus the atoms' own energies, is what CP2K has.
agree() {
  local name=$1 offset=$2
  shift 2
  awk -v offset="$offset" -v n=$# -v hartree=27.21138386 -v bohr=0.52917720859 -v energy="$(cat "$name.energy")" '
    FILENAME ~ /forces$/ { for (k = 1; k <= 3; ++k) want[FNR, k] = $k; next }
    FNR == 1 { atoms = $1 }
    FNR == 2 {
      match($0, / energy=[^ ]+/); sum += substr($0, RSTART + 8, RLENGTH - 8)
      match($0, /Properties=[^ ]+/); m = split(substr($0, RSTART + 11, RLENGTH - 11), p, ":")
      c = 1
      for (k = 1; k <= m && p[k] != "forces"; k += 3) c += p[k + 2]
    }
    FNR > 2 { for (k = 0; k < 3; ++k) got[FNR - 2, k + 1] += $(c + k) }
    END {
      if (atoms != 192) { print "no atoms"; exit }
      e = sum / n / hartree - offset; d = e - energy
      if (d * d > (1e-9 * energy) ^ 2) print "energy " e ", expected " energy
      for (i = 1; i <= atoms; ++i) for (k = 1; k <= 3; ++k) if (want[i, k] ^ 2 > most) most = want[i, k] ^ 2
      for (i = 1; i <= atoms; ++i) for (k = 1; k <= 3; ++k) {
        f = got[i, k] / n * bohr / hartree - want[i, k]
        if (f * f > 1e-18 * most) { print "force on atom " i ": off by " f; exit }
      }
    }' "$name.forces" "$@" >said
  [[ ! -s said ]] || unmet "$name: $(head -n 1 said)"
}

# CP2K takes input and scaling of one member for all.
members=() labelled=()
for k in 1 2 3 4 5 6 7 8; do
  mkdir member$k
  cp "$data/nnp-1/input.nn" "$data/nnp-1/scaling.data" "$data/nnp-$k"/weights.*.data member$k
  expect_ok reformat --units bohr-hartree-2006 member$k -o member$k.nnp
  expect_ok label --on-extrapolation ignore --potential member$k.nnp water.xyz -o labelled$k.xyz
  members+=("$data/nnp-$k/weights") labelled+=(labelled$k.xyz)
done
run committee "$data/nnp-1/input.nn" "$data/nnp-1/scaling.data" "${members[@]}"
# Without remove_atom_energies CP2K leaves the energies of the lone atoms out.
agree committee \
  "$(awk '$1 == "atom_energy" { sum += $3 * ($2 == "H" ? 128 : 64) } END { printf "%.10f", sum }' "$data/nnp-1/input.nn")" "${labelled[@]}"

expect_ok reformat --to runner --units bohr-hartree-2006 member2.nnp -o ours
run ours ours/input.nn ours/scaling.data ours/weights
agree ours 0 labelled2.xyz
