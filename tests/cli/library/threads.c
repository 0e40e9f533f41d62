/* Several potentials from several threads at once: each gives what it gives alone. threads FRAMES POTENTIAL…  */
#include <nnpipe.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { atoms = 64, frames = 20 };
static int numbers[atoms];
static double positions[frames][3 * atoms];
static const double cell[9] = {10.862, 0, 0, 0, 10.862, 0, 0, 0, 10.862};

struct task {
  const char* spec;
  double energy[frames], forces[frames][3 * atoms];
  int failed;
  char error[200];
};

static void* work(void* given) {
  struct task* task = given;
  nnpipe_potential* potential = nnpipe_load(task->spec, 0.5);
  if (potential == NULL) {
    task->failed = 1;
    snprintf(task->error, sizeof task->error, "%s", nnpipe_error());
    return NULL;
  }
  for (int k = 0; k < frames && !task->failed; ++k) {
    task->failed = nnpipe_compute(potential, atoms, numbers, positions[k], cell, NULL, &task->energy[k], task->forces[k],
                                  NULL, NULL) != 0;
    if (task->failed) snprintf(task->error, sizeof task->error, "%s", nnpipe_error());
  }
  nnpipe_free(potential);
  return NULL;
}

int main(int argc, char** argv) {
  struct task *alone, *together;
  pthread_t threads[16];
  const int count = argc - 1;
  const double corners[8][3] = {{0, 0, 0}, {0, .5, .5}, {.5, 0, .5}, {.5, .5, 0},
                                {.25, .25, .25}, {.25, .75, .75}, {.75, .25, .75}, {.75, .75, .25}};
  unsigned state = 1;
  if (count < 1 || count > 16) return 2;
  for (int i = 0; i < atoms; ++i) numbers[i] = 14;
  for (int k = 0; k < frames; ++k) {
    for (int i = 0; i < atoms; ++i) {
      const int box[3] = {i / 8 % 2, i / 16 % 2, i / 32};
      for (int d = 0; d < 3; ++d) {
        state = state * 1664525u + 1013904223u;
        positions[k][3 * i + d] = 5.431 * (box[d] + corners[i % 8][d]) + 0.1 * (state / 4294967296.0);
      }
    }
  }
  alone = calloc((size_t)count, sizeof *alone);
  together = calloc((size_t)count, sizeof *together);
  for (int t = 0; t < count; ++t) alone[t].spec = together[t].spec = argv[1 + t];
  for (int t = 0; t < count; ++t) work(&alone[t]);
  for (int t = 0; t < count; ++t) pthread_create(&threads[t], NULL, work, &together[t]);
  for (int t = 0; t < count; ++t) pthread_join(threads[t], NULL);
  for (int t = 0; t < count; ++t) {
    if (alone[t].failed != together[t].failed || strcmp(alone[t].error, together[t].error) != 0 ||
        memcmp(alone[t].energy, together[t].energy, sizeof alone[t].energy) != 0 ||
        memcmp(alone[t].forces, together[t].forces, sizeof alone[t].forces) != 0) {
      fprintf(stderr, "%s: not what it is alone: %s\n", argv[1 + t], together[t].error);
      return 1;
    }
    if (alone[t].failed) printf("%s\n", alone[t].error);
    else printf("%.17g\n", alone[t].energy[0]);
  }
  free(alone);
  free(together);
  return 0;
}
