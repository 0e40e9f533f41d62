#include "io/idx.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"

namespace nnpipe::io {

namespace {

constexpr std::string_view start_of_idx{"\0\0\x08", 3};

}  // namespace

bool IdxReader::matches(std::string_view start) { return start.starts_with(start_of_idx); }

IdxReader::IdxReader(Input input) : x_input{std::move(input)} {
  if (!matches(x_input.peek(4))) fail("{}: no IDX file of unsigned bytes", name());
  std::uint8_t bytes[4];
  x_input.read(bytes, 4, "the header");
  const std::size_t dimensions = bytes[3];
  if (dimensions == 0 || dimensions > 8) fail("{}: expected 1 to 8 dimensions, got {}", name(), dimensions);
  constexpr std::size_t most = 1U << 24U;
  for (std::size_t k = 0; k < dimensions; ++k) {
    x_input.read(bytes, 4, "the header");
    std::size_t length = 0;
    for (const std::uint8_t byte : bytes) length = length << 8U | byte;
    if (length == 0) fail("{}: dimension {} is 0", name(), k + 1);
    if (k == 0) {
      x_items = length;
    } else {
      if (length > most || x_size * length > most) fail("{}: items of more than {} bytes", name(), most);
      x_size *= length;
    }
  }
}

bool IdxReader::next(std::span<std::uint8_t> item) {
  if (x_taken == x_items) {
    if (!x_input.at_end()) fail("{}: goes on after its {} items", name(), x_items);
    return false;
  }
  x_input.read(item.data(), x_size, fmt::format("item {} of {}", x_taken + 1, x_items));
  ++x_taken;
  return true;
}

void write_idx_table(IdxReader& images, IdxReader* labels, const std::string& path) {
  if (labels != nullptr && labels->size() != 1)
    fail("{}: expected one byte a label, got {}", labels->name(), labels->size());
  if (labels != nullptr && labels->items() != images.items()) {
    fail("{} labels in {}, but {} items in {}", labels->items(), labels->name(), images.items(), images.name());
  }
  TableHeader header;
  header.units = UnitStyle::none;
  for (std::size_t k = 1; k <= images.size(); ++k) header.fields.push_back(fmt::format("p{}", k));
  header.set("inputs", {join(header.fields, " ")});
  if (labels != nullptr) {
    header.fields.emplace_back("label");
    header.set("targets", {"label"});
  }
  TableWriter table{path, header};
  std::vector<std::uint8_t> item(images.size());
  std::vector<double> row;
  while (images.next(item)) {
    row.assign(item.begin(), item.end());
    if (labels != nullptr) {
      std::uint8_t label = 0;
      labels->next({&label, 1});
      row.push_back(label);
    }
    table.write(row);
  }
  if (labels != nullptr) {
    std::uint8_t none = 0;
    labels->next({&none, 1});
  }
  table.close();
}

}  // namespace nnpipe::io
