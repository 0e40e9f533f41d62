// The commands of `measure`: each parses its options, works and writes one table.
#pragma once

#include "cli/parser.hpp"

namespace nnpipe::measure {

// Of trajectories.
void rdf(const cli::Arguments& arguments);
void adf(const cli::Arguments& arguments);
void structure_factor(const cli::Arguments& arguments);
void coordination(const cli::Arguments& arguments);
void msd(const cli::Arguments& arguments);
void vacf(const cli::Arguments& arguments);

// Of a table.
void mean(const cli::Arguments& arguments);

// Of a potential and a crystal.
void eos(const cli::Arguments& arguments);
void elastic(const cli::Arguments& arguments);
void vacancy(const cli::Arguments& arguments);
void surface(const cli::Arguments& arguments);
void phonon(const cli::Arguments& arguments);
void dimer(const cli::Arguments& arguments);

}  // namespace nnpipe::measure
