// Other programs that compute energies and forces: what they read is made of a template, what they print is read back.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "atoms/frame.hpp"

namespace nnpipe::io {

using Variables = std::map<std::string, std::string, std::less<>>;

// A calculator file, nnpipe-calculator(5).
struct ExternalCode {
  struct File {
    std::string name, text;
    std::size_t line = 0;  // of its first line, in the calculator file
  };
  struct FrameFile {
    std::string name, format;  // as reformat has it
  };
  struct Complaint {
    std::string file, beginning;  // of the line in that file that tells why the program has failed
  };
  std::string place;    // of the file itself, for messages
  std::string command;  // words, with placeholders; run in the folder of the frame
  bool here = false;    // the command is run where this program is, not in that folder
  bool piped = false;   // the frame goes to its standard input
  std::string read_name, read_format;
  std::vector<std::string> depends;     // files that it reads besides, by paths with placeholders; for each element
  std::vector<std::string> fails_with;  // what it prints when it has failed all the same
  std::vector<Complaint> complaints;
  std::vector<File> files;
  std::vector<FrameFile> frames;
  Variables variables;
  std::vector<std::string> given;    // the user's own words: any of them may name a file that a result depends on
  std::vector<std::string> outputs;  // files of this run, on which no result depends
};

// In place of a frame format: the two files that lammps.calculator lets LAMMPS write.
inline constexpr std::string_view lammps_format = "lammps";
// Letters, digits, _ and -: what may stand in braces.
bool is_placeholder_name(std::string_view text);

// Throws Error "PLACE:LINE: …".
ExternalCode parse_calculator(std::string_view text, const std::string& place);
// A command of the user's that reads a frame and prints it with its labels, both in extended XYZ.
ExternalCode command_calculator(const std::string& command);
// Sets variables the file has; throws Error for another one. Those of elements, NAME_Si, come with NAME_ or `NAME`.
void set_variable(ExternalCode& calculator, const std::string& name, const std::string& value);

// The text with its placeholders filled in: {name}, once a line; a line that speaks of an atom ({x} …) stands there for
// each of them, one that speaks of an element ({element} …) for each of those. Braces otherwise stay.
// Throws Error for a variable that is not set.
std::string fill(const std::string& text, const ExternalCode& calculator, const Frame& frame);

// Throws Error if the frame's units are not those the program computes in.
void check_units(const ExternalCode& calculator, const Frame& frame);

// All a result depends on, as text: for its hash. Files named in it are there with their content: in the user's own
// words by any word, in templates by a path alone, as a file may well have the name of a keyword.
std::string identity_of(const ExternalCode& calculator, const Frame& frame);

// Writes what the program reads into the folder, returns the words of its command.
std::vector<std::string> prepare(const ExternalCode& calculator, const Frame& frame, const std::string& folder);

// Why the program says that it has failed, by the lines that complain; empty: it does not.
std::string complaint_of(const ExternalCode& calculator, const std::string& folder);

// Takes the labels of a run in that folder: energy, forces, virial, turned back where the program has turned the cell.
// Throws Error if it holds none, or of other atoms, or if LAMMPS has moved them.
void collect(const ExternalCode& calculator, Frame& frame, const std::string& folder);

}  // namespace nnpipe::io
