/* Energy, forces and stress of silicon by nnpipe's interface in C:
 *   cc energy.c -o energy $(pkg-config --cflags --libs nnpipe) && ./energy si.nnp */
#include <nnpipe.h>
#include <stdio.h>
#include <stdlib.h>

static int failed(void) {
  fprintf(stderr, "energy: %s\n", nnpipe_error());
  return EXIT_FAILURE;
}

int main(int argc, char** argv) {
  /* The two atoms of diamond, one of them a little aside. */
  const int numbers[2] = {14, 14};
  const double positions[6] = {0.1, 0, 0, 1.35775, 1.35775, 1.35775};
  const double cell[9] = {0, 2.7155, 2.7155, 2.7155, 0, 2.7155, 2.7155, 2.7155, 0};
  double energy, forces[6], stress[6];
  nnpipe_potential* potential;
  if (argc != 2) {
    fprintf(stderr, "usage: energy POTENTIAL\n");
    return 2;
  }
  potential = nnpipe_load(argv[1], 0.5);
  if (potential == NULL) return failed();
  if (nnpipe_compute(potential, 2, numbers, positions, cell, NULL, &energy, forces, stress, NULL) != 0) return failed();
  printf("energy %.17g\n", energy);
  for (int i = 0; i < 2; ++i) printf("force %.17g %.17g %.17g\n", forces[3 * i], forces[3 * i + 1], forces[3 * i + 2]);
  printf("stress");
  for (int k = 0; k < 6; ++k) printf(" %.17g", stress[k]);
  printf("\n");
  nnpipe_free(potential);
  return EXIT_SUCCESS;
}
