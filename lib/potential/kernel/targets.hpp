// Which of Google Highway's targets the kernel is compiled for; to be included before any header of Highway.
#pragma once

// Left out: SSSE3 and AVX-512's extensions, from which no operation of the kernel gains; vectors whose length the
// compiler does not know, which cannot stand in arrays (machines that have them run NEON).
#ifndef HWY_DISABLED_TARGETS
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_AVX3_DL | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
#endif
