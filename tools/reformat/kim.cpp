// reformat: makes models of the KIM API: a folder with the library that simulators load, the potentials' files, the
// list of what the library is to make of them, and what is to be known of the model.
#include "kim.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "base/error.hpp"
#include "base/installation.hpp"
#include "base/shown_units.hpp"
#include "base/text.hpp"
#include "io/folder.hpp"
#include "io/input.hpp"
#include "io/output.hpp"
#include "kimspec.hpp"
#include "potential/committee.hpp"
#include "potential/registry.hpp"

namespace nnpipe::reformat {

namespace {

constexpr std::string_view kim_library = "libkim-api-portable-model.so";

std::string bytes_of(const std::string& path) {
  std::string bytes(std::filesystem::file_size(path), '\0');
  io::Input{path}.read(bytes.data(), bytes.size(), path);
  return bytes;
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_name(std::string_view text) {
  return !text.empty() && is_letter(text[0]) &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_letter(c) || (c >= '0' && c <= '9'); });
}

// KIM takes names as C has them.
void check_name(const std::string& name) {
  if (name.empty()) fail_usage("--to kim: expected --name NAME for the model");
  if (!is_name(name)) fail_usage("--name: expected letters, digits and _ as in Si_nnp, got {}", nnpipe::quoted(name));
}

// The model's files, and what its list says of them.
class Parts {
 public:
  // A potential with its files under names of the model's own.
  void add(const std::string& spec) {
    ++x_members;
    std::string renamed;
    int files = 0;
    for (const auto& term : potential::terms_of(spec)) {
      if (!renamed.empty()) renamed += '+';
      if (potential::is_inline_form(term)) {
        renamed += term;
        continue;
      }
      const auto ending = std::filesystem::path{term}.extension().string();
      const auto name = fmt::format("member{:03}{}{}", x_members, ++files > 1 ? fmt::format("_{}", files) : "",
                                    ending.size() > 1 && is_name(ending.substr(1)) ? ending : "");
      x_files.emplace_back(name, [bytes = bytes_of(term)](io::Output& output) { output.write(bytes); });
      renamed += name;
    }
    x_list += fmt::format("member {}\n", renamed);
  }

  io::FolderWriters finish(const std::vector<Element>& elements, const std::string& library, std::string kimspec) && {
    std::string list = "nnpipe-kim-model 1\nelements";
    for (const Element element : elements) list.append(" ").append(element.symbol());
    list += "\n" + x_list;
    const auto text = [](std::string content) {
      return [content = std::move(content)](io::Output& output) { output.write(content); };
    };
    x_files.emplace_back("model.list", text(std::move(list)));
    x_files.emplace_back("kimspec.edn", text(std::move(kimspec)));
    x_files.emplace_back(kim_library, text(bytes_of(library)));
    return std::move(x_files);
  }

 private:
  int x_members = 0;
  std::string x_list;
  io::FolderWriters x_files;
};

std::vector<Element> sorted_elements(const potential::Potential& potential) {
  std::vector<Element> elements(potential.elements().begin(), potential.elements().end());
  if (potential.any_element()) elements.clear();
  std::sort(elements.begin(), elements.end());
  return elements;
}

// The elements that the model is for.
std::vector<Element> elements_of(const std::vector<Element>& of_potential, bool any, const KimOptions& options,
                                 const std::string& spec) {
  if (options.elements.empty()) {
    if (any) fail_usage("{}: the same for all elements, expected --elements SYMBOLS for the model", spec);
    return of_potential;
  }
  for (const Element element : options.elements) {
    if (!any && !std::binary_search(of_potential.begin(), of_potential.end(), element)) {
      fail("--elements: {} is not in {}", element.symbol(), spec);
    }
  }
  return options.elements;
}

}  // namespace

void make_kim_model(const std::vector<std::string>& potentials, const KimOptions& options) {
  check_name(options.name);
  const std::string library = find_library(std::string{"kim/"}.append(kim_library));
  if (library.empty()) {
    fail("this nnpipe was built without the KIM API: install libkim-api-dev (Debian) and build again");
  }
  if (options.output == "-") fail_usage("--to kim: expected -o FOLDER");
  KimSpec about{options.name, potentials, {}, 0, 0, options.errors, options.price, options.citations};
  Parts parts;
  std::vector<Element> elements;
  bool any = false;
  for (const auto& spec : potentials) {
    if (spec == "-") fail_usage("--to kim: expected the names of files, got -");
    const auto loaded = potential::load(spec);
    expect_metal(loaded->units(), spec);
    auto own = sorted_elements(*loaded);
    if (about.members > 0 && own != elements) fail("{}: its elements are not those of {}", spec, potentials[0]);
    elements = std::move(own);
    any = loaded->any_element();
    const auto* committee = potential::committee_of(*loaded);
    about.members += committee != nullptr ? committee->members() : 1;
    about.cutoff = std::max(about.cutoff, loaded->cutoff());
    parts.add(spec);
  }
  about.elements = elements_of(elements, any, options, potentials[0]);
  io::write_folder((std::filesystem::path{options.output} / options.name).string(),
                   std::move(parts).finish(about.elements, library, kimspec_text(about)));
}

}  // namespace nnpipe::reformat
