/* nnpipe in C: any potential that nnpipe reads, applied to atoms.
 *
 * Lengths in Å, energies in eV, stress in eV/Å³ with tension positive; what a potential in units lj gives is reduced. Nothing
 * here prints, exits or throws. A handle serves one thread at a time; several handles may be used at the same time.
 * Functions that return an int return 0, or -1 where something is wrong: nnpipe_error() says what. */
#ifndef NNPIPE_H
#define NNPIPE_H

#ifdef __cplusplus
extern "C" {
#endif

/* Grows when a function is added; what is here keeps its meaning. */
#define NNPIPE_INTERFACE 1

typedef struct nnpipe_potential nnpipe_potential;

/* "0.1.0", and NNPIPE_INTERFACE of the library that was loaded. */
const char* nnpipe_version(void);
int nnpipe_interface(void);

/* What went wrong in the last call of this thread that failed, a line of text; "" before that. Valid until its next
 * failure. */
const char* nnpipe_error(void);

/* Threads of each computation, in the whole process; as many as the machine has unless set. The results are the same bits for
 * any number. */
int nnpipe_set_threads(int threads);

/* A potential by file or inline form, as label --potential takes it: a network, a committee, a classical potential or a sum
 * ("si.nnp+zbl:inner=0.8,outer=1.6"). skin, Å: how far atoms may move until the list of neighbours is made anew; 0 for frames
 * that have nothing to do with each other, 0.5 for molecular dynamics or relaxations. NULL where something is wrong. */
nnpipe_potential* nnpipe_load(const char* spec, double skin);
/* NULL is let be. */
void nnpipe_free(nnpipe_potential* potential);

/* Energy and what is wanted of its derivatives for atoms 0 … atoms-1.
 *   numbers    atomic numbers
 *   positions  x, y, z of each atom; they may lie outside the cell
 *   cell       nine numbers, the three vectors one after the other; NULL: none
 *   periodic   three numbers, 0 or 1, by vector; NULL: none where there is no cell, else all
 * Results go where the pointers point, nowhere where they are NULL:
 *   energy         one number
 *   forces         3 * atoms
 *   stress         six numbers: xx, yy, zz, yz, xz, xy; an error where the cell has no volume
 *   site_energies  one an atom; their sum is the energy
 * Where something is wrong the results are not touched. */
int nnpipe_compute(nnpipe_potential* potential, int atoms, const int* numbers, const double* positions,
                   const double* cell, const int* periodic, double* energy, double* forces, double* stress,
                   double* site_energies);

/* Of the frame that was computed last. Members of a committee: the standard deviation of the energy per atom, eV, and of the
 * force on each atom, |F|, eV/Å. An error for a potential that is no committee. */
int nnpipe_spread(nnpipe_potential* potential, double* energy_per_atom, double* forces);
/* Of the frame that was computed last: how far each atom's symmetry functions lie outside their training range, the farthest of
 * them in units of the width of its range; 0 inside, and for potentials without a range. Returns the number of functions
 * outside, or -1. */
int nnpipe_extrapolation(nnpipe_potential* potential, double* by_atom);

/* What is known of the potential. */
double nnpipe_cutoff(const nnpipe_potential* potential); /* Å */
int nnpipe_members(const nnpipe_potential* potential);   /* of a committee, else 1 */
int nnpipe_has_range(const nnpipe_potential* potential); /* 1: nnpipe_extrapolation can find anything */
const char* nnpipe_units(const nnpipe_potential* potential); /* "metal" or "lj" */
/* The number of its elements; 0: any. The first `room` atomic numbers go to `numbers`. */
int nnpipe_elements(const nnpipe_potential* potential, int* numbers, int room);
/* How often the list of neighbours has been made. */
long nnpipe_list_builds(const nnpipe_potential* potential);

#ifdef __cplusplus
}
#endif

#endif
