/* ways COUNT: as many frames of positions.bin, through the interface in C. */
#include <nnpipe.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char** argv) {
  enum { atoms = 216 };
  static int numbers[atoms];
  static double x[3 * atoms], forces[3 * atoms];
  double energy, stress[6];
  const double cell[9] = {16.293, 0, 0, 0, 16.293, 0, 0, 0, 16.293};
  FILE* file = fopen("positions.bin", "rb");
  nnpipe_potential* potential = nnpipe_load("Si.sw", 0.5);
  if (argc != 2 || file == NULL || potential == NULL) return 1;
  for (int i = 0; i < atoms; ++i) numbers[i] = 14;
  for (int k = 0; k < atoi(argv[1]); ++k) {
    if (fread(x, sizeof x, 1, file) != 1) return 1;
    if (nnpipe_compute(potential, atoms, numbers, x, cell, NULL, &energy, forces, stress, NULL) != 0) return 1;
  }
  nnpipe_free(potential);
  fclose(file);
  return 0;
}
