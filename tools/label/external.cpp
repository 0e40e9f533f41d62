// label by programs of others: LAMMPS, electronic-structure codes, any command.
#include "external.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <set>
#include <utility>

#include "base/error.hpp"
#include "base/installation.hpp"
#include "base/text.hpp"
#include "io/calculations.hpp"
#include "io/extxyz.hpp"
#include "io/input.hpp"

namespace nnpipe::label {

namespace {

// A file by its path, or one of share/calculators by its name.
std::string calculator_path(const std::string& name) {
  std::error_code none;
  if (std::filesystem::exists(name, none) || name.find('/') != std::string::npos) return name;
  std::set<std::string> names;
  for (const auto& folder : share_folders()) {
    for (const auto& entry : std::filesystem::directory_iterator{folder + "/calculators", none}) {
      if (entry.path().extension() != ".calculator") continue;
      names.insert(entry.path().stem().string());
      if (names.contains(name)) return entry.path().string();
    }
  }
  fail_usage("--calculator: no file {}, expected one, {} or ase:SCRIPT", nnpipe::quoted(name), fmt::join(names, ", "));
}

// Commands of a file, or as they stand, with semicolons between them.
std::string lammps_commands(const std::string& text) {
  std::error_code none;
  if (std::filesystem::is_regular_file(text, none)) return std::string{trim(io::read_text(text))};
  std::string lines;
  for (const auto command : split(text, ';')) lines += std::string{trim(command)} + "\n";
  return std::string{trim(lines)};
}

io::ExternalCode calculator_of(const ExternalOptions& options) {
  if (!options.command.empty()) return io::command_calculator(options.command);
  const auto path = calculator_path(options.lammps.empty() ? options.calculator : "lammps");
  auto calculator = io::parse_calculator(io::read_text(path), path);
  if (path == options.calculator) calculator.given = {calculator.command};
  if (!options.lammps.empty()) io::set_variable(calculator, "commands", lammps_commands(options.lammps));
  for (const auto& entry : options.set) {
    const auto equals = entry.find('=');
    io::set_variable(calculator, entry.substr(0, equals), entry.substr(equals + 1));
  }
  return calculator;
}

}  // namespace

void declare(cli::Parser& parser, ExternalOptions& options) {
  parser
      .option(
          "lammps", options.lammps, "COMMANDS",
          "instead of a potential: LAMMPS with these commands, such as 'pair_style …; pair_coeff …', or a file of them")
      .option("calculator", options.calculator, "NAME",
              "instead of a potential: espresso, cp2k, or a file, see nnpipe-calculator(5); ase:SCRIPT: the ASE "
              "calculator in the variable 'calculator' of this Python script")
      .option("command", options.command, "COMMAND",
              "instead of a potential: a program that reads a frame and prints it with labels")
      .option("set", options.set, "NAME=VALUE,…", "variables of the calculator")
      .option("jobs", options.jobs, "N", "number of programs that run at once", {1, 4096})
      .option("cache", options.cache, "FOLDER", "keep results in this folder and use those already there")
      .option("scratch", options.scratch, "FOLDER", "keep the files of the programs, one folder per frame")
      .flag("skip-failed", options.skip_failed, "leave out frames whose calculation failed");
}

void finish(const cli::Parser& parser, const ExternalOptions& options, bool potential) {
  const int ways = (potential ? 1 : 0) + (options.lammps.empty() ? 0 : 1) + (options.calculator.empty() ? 0 : 1) +
                   (options.command.empty() ? 0 : 1);
  if (ways != 1) fail_usage("expected --potential, --lammps, --calculator or --command, one of them");
  for (const char* name : {"jobs", "cache", "scratch", "skip-failed"}) {
    if (potential && parser.given(name)) fail_usage("--{} is for --lammps, --calculator and --command", name);
  }
  for (const char* name : {"on-extrapolation", "precision"}) {
    if (!potential && parser.given(name)) fail_usage("--{} is for --potential", name);
  }
  for (const char* name : {"jobs", "cache", "scratch", "skip-failed", "set"}) {
    if (options.is_ase() && parser.given(name)) {
      fail_usage("--{} is for programs that run once a frame, not for --calculator ase:SCRIPT", name);
    }
  }
  if (!options.set.empty() && options.lammps.empty() && options.calculator.empty()) {
    fail_usage("--set is for --lammps and --calculator");
  }
  for (const auto& entry : options.set) {
    if (entry.find('=') == std::string::npos) fail_usage("--set: expected NAME=VALUE, got {}", nnpipe::quoted(entry));
  }
}

void run_external(const ExternalOptions& options, const std::string& path, const std::string& output) {
  io::CalculationOptions how;
  how.jobs = options.jobs;
  how.cache = options.cache;
  how.scratch = options.scratch;
  how.skip_failed = options.skip_failed;
  how.warn = cli::warn;
  io::FrameReader frames{path};
  io::FrameWriter labelled{output};
  auto calculator = calculator_of(options);
  if (!output.empty()) calculator.outputs = {output};
  io::Calculations calculations{std::move(calculator), how};
  const auto write = [&](const Frame& frame) {
    labelled.write(frame);
    labelled.flush();
  };
  cli::Progress progress{"label", "frames", 0};
  for (const Frame& frame : frames) {
    calculations.add(frame, frames.place(), write);
    progress.update(frames.frames());
  }
  calculations.finish(write);
  if (calculations.failed() == frames.frames()) fail("all of {} calculations failed", frames.frames());
  if (calculations.failed() > 0) {
    cli::warn(
        fmt::format("{} of {} calculations failed, their frames are left out", calculations.failed(), frames.frames()));
  }
  labelled.close();
}

}  // namespace nnpipe::label
