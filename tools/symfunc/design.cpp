// symfunc --design: a set for given frames, and what was thought of each function.
#include "design.hpp"
#include "curves.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.hpp"
#include "base/random.hpp"
#include "io/extxyz.hpp"
#include "io/output.hpp"
#include "io/table.hpp"

namespace nnpipe::symfunc {

namespace {

using descriptor::Judged;
using descriptor::Verdict;

// All frames are surveyed; so many of them, any with the same chance, are looked at closely.
constexpr std::size_t most_frames = 256;

std::string reason(const std::vector<Judged>& all, const Judged& judged) {
  const auto partner = [&] {
    return fmt::format("{:.6f} with {}", judged.correlation,
                       descriptor::name_of(all[judged.partner].candidate.function));
  };
  switch (judged.verdict) {
    case Verdict::kept:
      return judged.correlation == 0 ? fmt::format("kept, {}", judged.rank)
                                     : fmt::format("kept, {}: correlation {}", judged.rank, partner());
    case Verdict::no_range: return fmt::format("no range: {:.3g} to {:.3g}", judged.low, judged.high);
    case Verdict::correlated: return "correlation " + partner();
    case Verdict::redundant: break;
  }
  return "less to say than those chosen: correlation " + partner();
}

// The set, and as comments what was thought of each function of the pool.
std::string text_of(const train::DesignedSets& designed) {
  std::string text = to_text(designed.file);
  for (const auto& judged : designed.judged) {
    for (const bool kept : {true, false}) {
      for (const auto& j : judged) {
        if ((j.verdict == Verdict::kept) != kept) continue;
        text += fmt::format("# {} ({}): {}\n", descriptor::name_of(j.candidate.function), to_string(j.candidate.recipe),
                            reason(judged, j));
      }
    }
  }
  return text;
}

void write_report(const std::string& path, const train::DesignedSets& designed) {
  if (path.empty()) return;
  io::TableHeader header;
  header.units = designed.file.units;
  header.fields = {"element", "number", "recipe", "type", "eta",     "r_s",         "zeta",    "lambda",
                   "cutoff",  "low",    "high",   "cost", "verdict", "correlation", "partner", "rank"};
  header.text_fields = {"element", "recipe", "type", "verdict"};
  io::TableWriter table{path, header};
  std::vector<std::string> words(header.fields.size());
  for (std::size_t s = 0; s < designed.judged.size(); ++s) {
    double number = 0;
    for (const auto& j : designed.judged[s]) {
      const auto& f = j.candidate.function;
      words[0] = designed.file.sets[s].centre.symbol();
      words[2] = to_string(j.candidate.recipe);
      words[3] = to_string(f.type);
      words[12] = to_string(j.verdict);
      table.write(std::vector<double>{0, ++number, 0, 0, f.eta, f.r_s, f.zeta, f.lambda, f.cutoff, j.low, j.high,
                                      descriptor::cost_of(f), 0, j.correlation, static_cast<double>(j.partner + 1),
                                      static_cast<double>(j.rank)},
                  words);
    }
  }
  table.close();
}

}  // namespace

void declare(cli::Parser& parser, DesignSettings& settings) {
  parser.flag("design", settings.asked, "write a set designed for the elements, distances and angles of the frames")
      .option("cutoff", settings.options.design.cutoff, "LENGTH",
              "cutoff of that set; 0: 2.3 times the mean distance of the nearest neighbour, but 5 to 7 Å (lj: 2.5)",
              cli::designed_cutoff)
      .option("recipes", settings.recipes, "NAMES",
              "recipes of the pool: shells, thesis, gastegger, imbalzano, or several; default: all")
      .option("shells", settings.shells, "R,A",
              "only the recipe shells, complete, with these numbers of shells of G2 and of G5; default: 9,3, for "
              "several elements 7,2",
              2)
      .option("size", settings.size, "N",
              "largest number of functions of an element; 0: all; default: 24 for one element, 14 more for each other",
              {0, 1e5})
      .choice("choose", settings.choose, {"cur", "farthest"}, "how to reduce the pool to that size")
      .option("correlation", settings.options.prune.correlation, "C",
              "of two functions with a larger correlation, remove the more expensive one", {0, 1})
      .output_file("report", settings.report, "table with the reason for each function")
      .output_file("radial", settings.radial,
                   "table of the curves of the set's G2 and channels, with the distribution of distances")
      .output_file("angular", settings.angular, "table of its angular factors, with the distribution of angles");
}

void finish(const cli::Parser& parser, DesignSettings& settings) {
  for (const char* option : {"cutoff", "recipes", "shells", "size", "choose", "correlation", "report"}) {
    if (!settings.asked && parser.given(option)) fail_usage("--{} is for --design", option);
  }
  for (const auto number : settings.shells) {
    if (number < 1 || number > 100) fail_usage("--shells: expected 1 to 100 shells, got {}", number);
  }
  if (!settings.shells.empty()) {
    settings.options.design.radial_shells = static_cast<std::size_t>(settings.shells[0]);
    settings.options.design.angular_shells = static_cast<std::size_t>(settings.shells[1]);
  }
  if (!settings.shells.empty() && settings.recipes.empty()) {
    settings.recipes = {"shells"};
    settings.options.usual_size = false;
  }
  if (!settings.recipes.empty()) settings.options.recipes.clear();
  for (const auto& name : settings.recipes) {
    settings.options.recipes.push_back(cli::meaning_of("recipes", [&] { return descriptor::parse_recipe(name); }));
  }
  if (settings.size >= 0) settings.options.usual_size = false;
  settings.options.prune.size = settings.size > 0 ? static_cast<std::size_t>(settings.size) : 0;
  settings.options.prune.cur = settings.choose == "cur";
}

void design(const DesignSettings& settings, const std::string& path, const io::FrameKeys& keys,
            const std::string& output_path) {
  io::FrameReader reader{path, keys};
  io::Output output{output_path};
  descriptor::Survey survey;
  std::vector<Frame> frames;
  Random random{1};
  for (const Frame& frame : reader) {
    with_place([&] { return reader.place(); }, [&] { survey.add(frame); });
    if (frames.size() < most_frames) {
      frames.push_back(frame);
    } else if (const auto place = random.below(reader.frames()); place < most_frames) {
      frames[place] = frame;
    }
  }
  const auto designed = train::design_sets(survey, frames, settings.options);
  write_report(settings.report, designed);
  if (!settings.radial.empty()) write_radial(settings.radial, designed.file, frames);
  if (!settings.angular.empty()) write_angular(settings.angular, designed.file, frames);
  output.write(text_of(designed));
  output.close();
}

}  // namespace nnpipe::symfunc
