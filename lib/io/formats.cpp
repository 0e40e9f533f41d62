#include "io/formats.hpp"

#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "base/sniff.hpp"
#include "base/text.hpp"
#include "io/codes/codes.hpp"
#include "io/codes/one_frame_sink.hpp"

namespace nnpipe::io {

namespace {

constexpr std::size_t sniffed = 1U << 16U;  // bytes
constexpr const char* deepmd = "deepmd";    // the one format that is a folder

template <typename Reader>
class Source : public FrameSource {
 public:
  template <typename... Options>
  explicit Source(Input input, const Options&... options) : x_reader{std::move(input), options...} {}
  bool next(Frame& frame) final { return x_reader.next(frame); }

 private:
  Reader x_reader;
};

template <typename Writer>
class Sink final : public FrameSink {
 public:
  template <typename... Options>
  explicit Sink(const std::string& path, const Options&... options) : x_writer{path, options...} {}
  void write(const Frame& frame) override { x_writer.write(frame); }
  void close() override { x_writer.close(); }

 private:
  Writer x_writer;
};

// A data file holds one frame.
class LammpsDataSource final : public FrameSource {
 public:
  LammpsDataSource(Input input, const LammpsOptions& options) : x_input{std::move(input)}, x_options{options} {}
  bool next(Frame& frame) override {
    if (x_done) return false;
    frame = read_lammps_data(x_input, x_options);
    x_done = true;
    return true;
  }

 private:
  Input x_input;
  LammpsOptions x_options;
  bool x_done = false;
};

class LammpsDataSink final : public OneFrameSink {
 public:
  LammpsDataSink(const std::string& path, const LammpsOptions& options)
      : OneFrameSink{path, "a LAMMPS data file"}, x_options{options} {}

 private:
  void put(const Frame& frame, Output& output) override { write_lammps_data(frame, output, x_options); }

  LammpsOptions x_options;
};

bool looks_like_extxyz(std::string_view start) {
  const auto line = [&] {
    const auto end = start.find('\n');
    const auto text = trim(start.substr(0, end));
    start.remove_prefix(end == std::string_view::npos ? start.size() : end + 1);
    return text;
  };
  std::string_view first;
  while (!start.empty() && first.empty()) first = line();
  return parse_int(first).has_value();
}

std::vector<FrameFormat> make_formats() {
  std::vector<FrameFormat> formats;
  // Before extended XYZ, which only asks for a number in the first line; a comment of POSCAR may be one.
  formats.push_back({"xdatcar", "XDATCAR of VASP", looks_like_xdatcar, open_xdatcar, {}});
  formats.push_back({"poscar", "POSCAR or CONTCAR of VASP, one frame", looks_like_poscar, open_poscar, create_poscar});
  formats.push_back({"lammps-dump", "dump of LAMMPS, custom style, text", looks_like_lammps_dump,
                     [](Input input, const FormatOptions& options) -> std::unique_ptr<FrameSource> {
                       auto lammps = options.lammps;
                       lammps.keep_complete = options.keep_complete;
                       return std::make_unique<Source<LammpsDumpReader>>(std::move(input), lammps);
                     },
                     [](const std::string& path, const FormatOptions& options) -> std::unique_ptr<FrameSink> {
                       return std::make_unique<Sink<LammpsDumpWriter>>(path, options.lammps);
                     }});
  formats.push_back({"cp2k-trajectory",
                     "PROJECT-pos-1.xyz of CP2K, with the files beside it",
                     looks_like_cp2k_trajectory,
                     open_cp2k_trajectory,
                     {}});
  formats.push_back({"extxyz", "extended XYZ, nnpipe's own", looks_like_extxyz,
                     [](Input input, const FormatOptions& options) -> std::unique_ptr<FrameSource> {
                       auto keys = options.keys;
                       keys.keep_complete = options.keep_complete;
                       return std::make_unique<Source<FrameReader>>(std::move(input), keys);
                     },
                     [](const std::string& path, const FormatOptions&) -> std::unique_ptr<FrameSink> {
                       return std::make_unique<Sink<FrameWriter>>(path);
                     }});
  formats.push_back({"lammps-data", "data file of LAMMPS, one frame", looks_like_lammps_data,
                     [](Input input, const FormatOptions& options) -> std::unique_ptr<FrameSource> {
                       return std::make_unique<LammpsDataSource>(std::move(input), options.lammps);
                     },
                     [](const std::string& path, const FormatOptions& options) -> std::unique_ptr<FrameSink> {
                       return std::make_unique<LammpsDataSink>(path, options.lammps);
                     }});
  formats.push_back({"runner", "input.data of RuNNer and n2p2", looks_like_runner,
                     [](Input input, const FormatOptions& options) -> std::unique_ptr<FrameSource> {
                       return std::make_unique<Source<RunnerReader>>(std::move(input), options.runner,
                                                                     options.keep_complete);
                     },
                     [](const std::string& path, const FormatOptions& options) -> std::unique_ptr<FrameSink> {
                       return std::make_unique<Sink<RunnerWriter>>(path, options.runner);
                     }});
  formats.push_back({"outcar", "OUTCAR of VASP", looks_like_outcar, open_outcar, {}});
  formats.push_back({"vasprun", "vasprun.xml of VASP", looks_like_vasprun, open_vasprun, {}});
  formats.push_back({"espresso", "output of pw.x, Quantum ESPRESSO", looks_like_espresso, open_espresso, {}});
  formats.push_back({"cp2k", "output of CP2K", looks_like_cp2k, open_cp2k, {}});
  formats.push_back({"xsf", "XSF of XCrySDen and aenet", looks_like_xsf, open_xsf, {}});
  formats.push_back({"fitsnap", "JSON of FitSNAP", looks_like_fitsnap, open_fitsnap, {}});
  formats.push_back({"pymatgen", "JSON list of pymatgen's structures", looks_like_pymatgen, open_pymatgen, {}});
  formats.push_back({"mlip", "configurations of MLIP (.cfg)", looks_like_mlip, open_mlip, create_mlip});
  formats.push_back({deepmd, "folder of DeePMD", [](std::string_view) { return false; },
                     [](Input input, const FormatOptions&) -> std::unique_ptr<FrameSource> {
                       fail("{}: a file, expected a folder of DeePMD", input.name());
                     },
                     create_deepmd});
  return formats;
}

}  // namespace

const std::vector<FrameFormat>& frame_formats() {
  static const std::vector<FrameFormat> formats = make_formats();
  return formats;
}

std::vector<std::string> frame_format_names() {
  std::vector<std::string> names;
  for (const auto& format : frame_formats()) names.push_back(format.name);
  return names;
}

std::vector<std::string> writable_format_names() {
  std::vector<std::string> names;
  for (const auto& format : frame_formats()) {
    if (format.create) names.push_back(format.name);
  }
  return names;
}

const FrameFormat& frame_format(std::string_view name) {
  for (const auto& format : frame_formats()) {
    if (format.name == name) return format;
  }
  fail("unknown format {}, expected {}", quoted(name), join(frame_format_names(), ", "));
}

const FrameFormat* frame_format_of(Input& input) {
  const auto start = input.peek(sniffed);
  for (const auto& format : frame_formats()) {
    if (format.matches(start)) return &format;
  }
  return nullptr;
}

std::unique_ptr<FrameSource> open_frames(const std::string& path, std::string_view format,
                                         const FormatOptions& options) {
  if (is_deepmd(path) && (format.empty() || format == deepmd)) return open_deepmd(path, options);
  return open_frames(Input{path}, format, options);
}

std::unique_ptr<FrameSource> open_frames(Input input, std::string_view format, const FormatOptions& options) {
  if (!format.empty()) return frame_format(format).open(std::move(input), options);
  if (trim(input.peek(sniffed)).empty()) fail("{}: no frames, got an empty stream", input.name());
  if (const auto* found = frame_format_of(input)) return found->open(std::move(input), options);
  const auto other = nnpipe::what_it_is(input.peek(sniffed_bytes));
  if (!other.empty()) fail("{}: {}, expected frames in extended XYZ", input.name(), other);
  fail("{}: not one of the formats {}", input.name(), join(frame_format_names(), ", "));
}

std::unique_ptr<FrameSink> create_frames(const std::string& path, std::string_view format,
                                         const FormatOptions& options) {
  const auto& wanted = frame_format(format);
  if (!wanted.create) fail("format {} is read only, expected {}", wanted.name, join(writable_format_names(), ", "));
  return wanted.create(path, options);
}

}  // namespace nnpipe::io
