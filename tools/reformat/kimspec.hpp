// kimspec.edn: what OpenKIM, its tools and a reader want to know of a model.
#pragma once

#include <string>
#include <vector>

#include "atoms/element.hpp"

namespace nnpipe::reformat {

struct KimSpec {
  std::string name;
  std::vector<std::string> potentials;  // as the user gave them
  std::vector<Element> elements;
  double cutoff = 0;        // Å
  std::size_t members = 1;  // of a committee
  std::string errors;       // table of validate; empty: none
  std::string price;        // table of validate --price; empty: none
  std::string citations;    // file in BibTeX; empty: none
};

// The file's text. Throws Error for tables and citations that are not what they should be.
std::string kimspec_text(const KimSpec& spec);

}  // namespace nnpipe::reformat
