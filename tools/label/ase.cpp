// label --calculator ase:SCRIPT: labels by an ASE calculator, in one Python process for all frames.
#include "ase.hpp"

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "atoms/label_names.hpp"
#include "base/error.hpp"
#include "base/installation.hpp"
#include "base/process.hpp"
#include "base/shown_units.hpp"
#include "base/text.hpp"
#include "cli/program.hpp"
#include "io/extxyz.hpp"

namespace nnpipe::label {

namespace {

// Python with the script's calculator, a frame in and a frame out.
class AsePartner {
 public:
  explicit AsePartner(const std::string& script) : x_script{script} {
    const auto helper = share_path("python/label_ase.py");
    Pipe in = make_pipe(), out = make_pipe();
    // Debian's own Python has Debian's ASE.
    const std::string python = ::access("/usr/bin/python3", X_OK) == 0 ? "/usr/bin/python3" : "python3";
    x_process = spawn({python, {"python3", helper, script}, {}}, {in.read.get(), out.write.get(), STDERR_FILENO});
    x_questions.emplace(fmt::format("/dev/fd/{}", in.write.get()));
    x_in = std::move(in.write);
    x_out = std::move(out.read);
  }
  ~AsePartner() { end(); }
  AsePartner(const AsePartner&) = delete;
  AsePartner& operator=(const AsePartner&) = delete;

  void label(Frame& frame) {
    expect_metal(frame.units, "ASE");
    if (frame.site_energy) fail("a site sample, expected a whole frame for ASE");
    Frame question;
    question.cell = frame.cell;
    question.elements = frame.elements;
    question.positions = frame.positions;
    x_questions->write(question);
    x_questions->flush();
    take(frame);
  }

 private:
  void take(Frame& frame) {
    Frame answer;
    try {
      if (!x_answers) x_answers.emplace(fmt::format("/dev/fd/{}", x_out.get()));
      if (!x_answers->next(answer)) fail("no answer");
    } catch (const Error&) {
      // Python ends with 1 where it tells of an error itself.
      const int status = end();
      if (WIFEXITED(status) && WEXITSTATUS(status) == 1) {
        fail("{}: the calculator gave no labels; what Python says stands above", x_script);
      }
      fail("{}: the calculator gave no labels: Python ended with {}", x_script, describe_status(status));
    }
    if (answer.size() != frame.size() || answer.forces.size() != frame.size() || !answer.energy) {
      fail("{}: labels of {} atoms, expected {} with energy and forces", x_script, answer.size(), frame.size());
    }
    drop_other_labels(frame);
    frame.energy = answer.energy;
    frame.forces = std::move(answer.forces);
    frame.virial = answer.virial;
    frame.site_energies.clear();
  }

  // Status as waitpid gives it.
  int end() {
    x_questions.reset();
    x_in.reset();
    x_out.reset();
    int status = 0;
    if (x_process > 0) ::waitpid(std::exchange(x_process, -1), &status, 0);
    return status;
  }

  std::string x_script;
  Descriptor x_in, x_out;
  pid_t x_process = -1;
  std::optional<io::FrameWriter> x_questions;
  std::optional<io::FrameReader> x_answers;
};

}  // namespace

void run_ase(const std::string& script, const std::string& path, const std::string& output) {
  std::error_code none;
  if (!std::filesystem::is_regular_file(script, none)) {
    fail_usage("--calculator: no file {}, expected ase:SCRIPT with a Python script", nnpipe::quoted(script));
  }
  io::FrameReader frames{path};
  io::FrameWriter labelled{output};
  AsePartner partner{script};
  cli::Progress progress{"label", "frames", 0};
  for (Frame& frame : frames) {
    with_place([&] { return frames.place(); }, [&] { partner.label(frame); });
    labelled.write(frame);
    labelled.flush();
    progress.update(frames.frames());
  }
  labelled.close();
}

}  // namespace nnpipe::label
