# Several potentials, files and sums and one that is none, from a thread each at the same time give the bits that
# they give one after the other; a committee's spread by C is that of label; the library is found by pkg-config and
# by CMake.
command -v cc >/dev/null || skip 'no C compiler'
! sanitized || skip 'programs of others have no sanitizer'
cmake --install "$BUILD" --prefix "$PWD/usr" >"$OUT"
for seed in 1 2 3; do
  make-cell diamond --element Si --constant 5.431 --repeat 2 --rattle 0.1 --seed $seed | label \
    --potential "$SHARE/potentials/Si.sw" >>train.xyz
done
expect_status 0 fit-mlp --set "$SHARE/symfunc/si-short.sf" --hidden 4 --epochs 3 --validation 0 --committee 3 \
  --zbl none train.xyz -o own.nnp
specs=("$SHARE/potentials/Si.sw" own.nnp "own.nnp+zbl:inner=0.8,outer=1.6" "own.nnp+$SHARE/potentials/Si.sw"
  nowhere.nnp
  "lj:epsilon=0.01,sigma=2,cutoff=5,shift" "$SHARE/potentials/Si.nnp")

# By pkg-config, from a tree that was moved since.
command -v pkg-config >/dev/null || skip 'no pkg-config'
mv usr moved
export PKG_CONFIG_PATH=$PWD/moved/lib/pkgconfig
[[ $(pkg-config --modversion nnpipe) == $(nnpipe --version | awk '{ print $2; exit }') ]] || unmet 'another version'
# shellcheck disable=SC2046
cc -std=gnu99 -Wall -Wextra "$CASE_DIR/threads.c" -o threads $(pkg-config --cflags --libs nnpipe) -pthread \
  "-Wl,-rpath,$PWD/moved/lib"
for _ in 1 2 3; do expect_ok ./threads "${specs[@]}"; done
expect_lines 7 "$OUT"
expect_stdout '^nowhere.nnp: cannot open'
# A sum by C is the sum of its terms.
mapfile -t energy <"$OUT"
expect_near "${energy[3]}" "$(awk -v a="${energy[0]}" -v b="${energy[1]}" 'BEGIN { printf "%.17g", a + b }')" 1e-9

# By CMake, the interface in C alone.
mkdir program
cp "$SHARE/examples/energy.c" program
cat >program/CMakeLists.txt <<'END_OF_CMAKE'
cmake_minimum_required(VERSION 3.22)
project(program C CXX)
find_package(nnpipe REQUIRED)
add_executable(energy energy.c)
target_link_libraries(energy PRIVATE nnpipe::c)
END_OF_CMAKE
mv moved usr
expect_status 0 cmake -S program -B made -DCMAKE_PREFIX_PATH="$PWD/usr"
expect_status 0 cmake --build made
expect_ok made/energy "$SHARE/potentials/Si.sw"
expect_stdout '^energy '

# The spread of a committee by C, against the members of it by label.
cat >spread.c <<'END_OF_C'
#include <nnpipe.h>
#include <stdio.h>
int main(int argc, char** argv) {
  const int numbers[2] = {14, 14};
  const double positions[6] = {0.1, 0, 0, 1.35775, 1.35775, 1.35775};
  const double cell[9] = {0, 2.7155, 2.7155, 2.7155, 0, 2.7155, 2.7155, 2.7155, 0};
  double energy, spread, forces[2];
  nnpipe_potential* potential = nnpipe_load(argv[argc - 1], 0);
  if (potential == NULL || nnpipe_compute(potential, 2, numbers, positions, cell, NULL, &energy, NULL, NULL, NULL) ||
      nnpipe_spread(potential, &spread, forces) != 0) {
    fprintf(stderr, "%s\n", nnpipe_error());
    return 1;
  }
  printf("%d %.17g %.17g %.17g\n", nnpipe_members(potential), spread, forces[0], forces[1]);
  nnpipe_free(potential);
  return 0;
}
END_OF_C
cc -std=c99 -Wall -Wextra spread.c -o spread -Iusr/include -Lusr/lib -lnnpipe "-Wl,-rpath,$PWD/usr/lib"
cat >si.xyz <<'END_OF_FRAME'
2
Lattice="0 2.7155 2.7155 2.7155 0 2.7155 2.7155 2.7155 0" Properties=species:S:1:pos:R:3 pbc="T T T"
Si 0.1 0 0
Si 1.35775 1.35775 1.35775
END_OF_FRAME
awk -v RS='nnp-potential 1\n' 'NR > 1 { printf "nnp-potential 1\n%s", $0 >("one" NR - 1 ".nnp") }' own.nnp
for k in 1 2 3; do
  expect_status 0 label --on-extrapolation ignore --potential one$k.nnp si.xyz -o labelled$k.xyz
  frame_energies labelled$k.xyz
done >energies
want=$(awk '{ e[NR] = $1 / 2; mean += e[NR] / 3 }
  END { for (k = 1; k <= 3; ++k) sum += (e[k] - mean) ^ 2; printf "%.17g", sqrt(sum / 3) }' energies)
for spec in own.nnp "own.nnp+$SHARE/potentials/Si.sw" "own.nnp+zbl:inner=0.8,outer=1.6"; do
  expect_ok ./spread "$spec"
  read -r members spread _ <"$OUT"
  [[ $members == 3 ]] || unmet "$members members, expected 3"
  expect_near "$spread" "$want" 1e-9
done
expect_status 1 ./spread "$SHARE/potentials/Si.sw"
expect_stderr 'is not a committee'
