#include "md/restart.hpp"

#include <algorithm>
#include <cstring>
#include <span>

#include "base/error.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"
#include "io/input.hpp"
#include "io/output.hpp"
#include "io/state_file.hpp"

namespace nnpipe::md {

namespace {

constexpr std::string_view magic = "#! nnpipe-restart 1";

template <typename T>
std::string_view bytes_of(const std::vector<T>& values) {
  return {static_cast<const char*>(static_cast<const void*>(values.data())), values.size() * sizeof(T)};
}

// A cell as 12 numbers.
std::vector<double> numbers_of(const Cell& cell) {
  std::vector<double> numbers;
  for (const Vec3& v : cell.vectors) numbers.insert(numbers.end(), {v.x, v.y, v.z});
  for (const bool periodic : cell.periodic) numbers.push_back(periodic ? 1 : 0);
  return numbers;
}

Cell cell_of(const std::vector<double>& numbers) {
  Cell cell;
  for (std::size_t i = 0; i < 3; ++i) {
    cell.vectors[i] = {numbers[3 * i], numbers[3 * i + 1], numbers[3 * i + 2]};
    cell.periodic[i] = numbers[9 + i] != 0;
  }
  return cell;
}

std::vector<double> counts_of(const io::Standing& standing) {
  return {static_cast<double>(standing.bytes), static_cast<double>(standing.records)};
}

io::Standing standing_of(const std::string& name, const std::vector<double>& counts) {
  for (const double count : counts) {
    if (!(count >= 0 && count < 1e18)) {
      fail("{}: a restart file is damaged: it speaks of {} bytes or frames", name, count);
    }
  }
  return {static_cast<std::uint64_t>(counts[0]), static_cast<std::uint64_t>(counts[1])};
}

// Arrays in a fixed order, each as its length and its bytes.
class Writer {
 public:
  // Of one name always: what a killed run leaves is taken by the next.
  explicit Writer(const std::string& path) : x_output{path, 0} {}
  void bytes(std::string_view text) {
    x_hash.add(text);
    x_output.write(text);
  }
  template <typename T>
  void array(const std::vector<T>& values) {
    const std::uint64_t size = values.size();
    bytes({static_cast<const char*>(static_cast<const void*>(&size)), sizeof size});
    bytes(bytes_of(values));
  }
  void close() {
    x_output.write("\n#! end " + x_hash.hex() + "\n");
    x_output.close();
  }

 private:
  io::Output x_output;
  Hash x_hash;
};

class Reader {
 public:
  explicit Reader(const std::string& path) : x_input{path} {}
  std::string_view line() {
    std::string_view text;
    if (!x_input.line(text)) fail("{}: a restart file ends too early", x_input.name());
    x_hash.add(text);
    x_hash.add("\n");
    return text;
  }
  // `expected` 0: any length.
  template <typename T>
  void array(std::vector<T>& values, std::size_t expected = 0) {
    std::uint64_t size = 0;
    read(&size, sizeof size);
    if (size > most || (expected != 0 && size != expected)) fail("{}: a restart file is damaged", x_input.name());
    // Memory grows with what has been read, not with what is promised.
    values.clear();
    while (values.size() < size) {
      const std::size_t before = values.size(), part = std::min<std::size_t>(size - before, 1U << 16U);
      values.resize(before + part);
      read(values.data() + before, part * sizeof(T));
    }
  }
  void end() {
    std::string_view text;
    x_input.line(text);
    const std::string wanted = "#! end " + x_hash.hex();
    if (!x_input.line(text) || text != wanted) fail("{}: a restart file is damaged: its hash differs", x_input.name());
    if (!x_input.at_end()) fail("{}: a restart file goes on after its end", x_input.name());
  }
  const std::string& name() const { return x_input.name(); }

 private:
  static constexpr std::uint64_t most = 1U << 28U;
  void read(void* to, std::size_t n) {
    if (n == 0) return;
    x_input.read(to, n, "a restart file");
    x_hash.add({static_cast<const char*>(to), n});
  }
  io::Input x_input;
  Hash x_hash;
};

}  // namespace

void write_restart(const std::string& path, const Restart& restart) {
  Writer writer{path};
  std::string head = fmt::format("{}\n#! step {}\n", magic, restart.step);
  for (const auto& [name, value] : restart.settings) head += fmt::format("#! {} {}\n", name, value);
  head += "#! data\n";
  writer.bytes(head);
  writer.array(numbers_of(restart.cell));
  writer.array(numbers_of(restart.list_cell));
  writer.array(counts_of(restart.trajectory));
  writer.array(counts_of(restart.thermo));
  for (const auto* vectors : {&restart.positions, &restart.velocities, &restart.wound, &restart.list_positions}) {
    writer.array(*vectors);
  }
  writer.array(restart.integrator);
  writer.array(restart.watch.numbers);
  writer.array(std::vector<char>{restart.watch.worst.begin(), restart.watch.worst.end()});
  writer.close();
}

std::optional<Restart> read_restart(const std::string& path) {
  if (!io::state_file_exists(path)) return std::nullopt;
  Reader reader{path};
  Restart restart;
  if (reader.line() != magic) fail("{}: not a restart file, expected '{}' in its first line", reader.name(), magic);
  for (std::string_view text = reader.line(); text != "#! data"; text = reader.line()) {
    const auto words = split(text, ' ');
    if (words.size() < 2 || words[0] != "#!") fail("{}: a restart file is damaged: {}", reader.name(), quoted(text));
    const std::string name{words[1]}, value{text.substr(std::min(text.size(), 4 + name.size()))};
    if (name == "step") {
      restart.step = to_int(value, "step");
    } else {
      restart.settings.emplace_back(name, value);
    }
  }
  std::vector<double> numbers;
  reader.array(numbers, 12);
  restart.cell = cell_of(numbers);
  reader.array(numbers, 12);
  restart.list_cell = cell_of(numbers);
  reader.array(numbers, 2);
  restart.trajectory = standing_of(reader.name(), numbers);
  reader.array(numbers, 2);
  restart.thermo = standing_of(reader.name(), numbers);
  for (auto* vectors : {&restart.positions, &restart.velocities, &restart.wound, &restart.list_positions}) {
    reader.array(*vectors, restart.positions.size());
  }
  reader.array(restart.integrator);
  reader.array(restart.watch.numbers);
  std::vector<char> worst;
  reader.array(worst);
  restart.watch.worst.assign(worst.begin(), worst.end());
  reader.end();
  return restart;
}

void check_settings(const std::string& path, const Restart& restart,
                    const std::vector<std::pair<std::string, std::string>>& settings,
                    const std::function<std::string(const std::string& name)>& phrase) {
  const auto given = [](const std::string& text) { return !text.empty() && text != "nan"; };
  for (const auto& [name, value] : settings) {
    const auto kept = std::find_if(restart.settings.begin(), restart.settings.end(),
                                   [&, wanted = name](const auto& setting) { return setting.first == wanted; });
    if (kept == restart.settings.end()) {
      fail("{}: does not record --{}: another version wrote it; remove it to begin anew", path, name);
    }
    const std::string& found = kept->second;
    if (found == value) continue;
    const std::string words = phrase(name);
    if (!words.empty()) fail("{}: is of a run with another {}; to begin anew, remove it", path, words);
    const std::string before =
        given(found) ? fmt::format("with --{} {}", name, nnpipe::quoted(found)) : fmt::format("without --{}", name);
    fail("{}: is of a run {}, expected {}; to begin anew, remove it", path, before,
         given(value) ? nnpipe::quoted(value) : "none");
  }
}

void take_up(const Restart& restart, State& state, potential::Evaluator& evaluator, Integrator& integrator) {
  if (restart.positions.size() != state.size()) {
    fail("{} atoms in the restart file, {} in the frame", restart.positions.size(), state.size());
  }
  state.cell = restart.cell;
  state.positions = restart.positions;
  state.velocities = restart.velocities;
  state.wound = restart.wound;
  evaluator.remake_list(restart.list_cell, restart.list_positions);
  integrator.recall(restart.integrator);
}

std::string hash_of_start(const Frame& frame) {
  Hash hash;
  hash.add(bytes_of(numbers_of(frame.cell)));
  hash.add(bytes_of(frame.positions));
  hash.add(bytes_of(frame.velocities));
  hash.add(bytes_of(frame.masses));
  for (const Element element : frame.elements) hash.add(std::to_string(element.number) + " ");
  return hash.hex();
}

RestartWriter::RestartWriter(std::string path, std::int64_t every, std::int64_t last,
                             std::vector<std::pair<std::string, std::string>> settings,
                             std::function<void(Restart&)> gather)
    : x_path{std::move(path)}, x_every{every}, x_last{last}, x_gather{std::move(gather)} {
  x_restart.settings = std::move(settings);
}

bool RestartWriter::see(const Moment& moment) {
  if (moment.step > 0 && (moment.step % x_every == 0 || moment.step == x_last)) write(moment);
  return true;
}

void RestartWriter::write(const Moment& moment) {
  if (moment.step == x_step) return;
  const State& state = moment.state;
  x_restart.step = x_step = moment.step;
  x_restart.cell = state.cell;
  x_restart.positions = state.positions;
  x_restart.velocities = state.velocities;
  x_restart.wound = state.wound;
  x_restart.list_cell = moment.evaluator.list_cell();
  x_restart.list_positions.assign(moment.evaluator.list_positions().begin(), moment.evaluator.list_positions().end());
  x_restart.integrator = moment.integrator->memory();
  x_gather(x_restart);
  write_restart(x_path, x_restart);
}

}  // namespace nnpipe::md
