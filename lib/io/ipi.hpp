// The i-PI protocol as a force code speaks it: a partner moves the atoms and asks for energies and forces.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "atoms/cell.hpp"
#include "atoms/vec3.hpp"
#include "base/process.hpp"

namespace nnpipe::io {

// A connection to i-PI, to ASE's SocketIOCalculator or to whoever else speaks as they do.
class IpiPartner {
 public:
  // "unix:NAME" is the socket that i-PI and ASE make of NAME, "unix:/PATH" any other; "PORT" and ":PORT" are of this
  // machine, "HOST:PORT" elsewhere. Waits up to ten seconds for a partner that is about to begin. Throws Error (usage)
  // for an address that is none, Error for one where nobody answers.
  explicit IpiPartner(const std::string& address);

  struct Configuration {
    std::array<Vec3, 3> cell;     // Å, rows; all zero: none
    std::vector<Vec3> positions;  // Å
  };
  // The next positions, of as many atoms as said; nothing once the partner has said that it is done, or has left after
  // an answer. Throws Error for a partner that goes away without having fetched one, that says what is no message of
  // the protocol, or that has other atoms.
  std::optional<Configuration> next(std::size_t atoms);
  // What those positions give, in eV and Å; sent when the partner asks for it.
  void answer(double energy, std::span<const Vec3> forces, const Virial& virial);

 private:
  void read(void* bytes, std::size_t n, std::string_view what);
  template <typename Number>
  Number read_number(std::string_view what);
  std::string read_header();
  void read_init();
  Configuration read_positions(std::size_t atoms);
  void send(const void* bytes, std::size_t n);
  void say(std::string_view header);
  void send_answer();

  std::string x_address;
  Descriptor x_socket;
  bool x_begun = false, x_answered = false;
  struct Answer {
    double energy;
    std::vector<double> forces;
    double virial[9];
  };
  std::optional<Answer> x_answer;
};

}  // namespace nnpipe::io
