// Frames in the files of electronic-structure codes and of other fitting programs; see formats.hpp for their names.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "io/formats.hpp"

namespace nnpipe::io {

// VASP. POSCAR holds one frame; selective dynamics become a column `move_mask` of three, as ASE has it. OUTCAR and
// vasprun.xml give a frame an ionic step: the free energy (TOTEN, e_fr_energy), which the forces are the gradient of.
std::unique_ptr<FrameSource> open_poscar(Input input, const FormatOptions& options);
std::unique_ptr<FrameSink> create_poscar(const std::string& path, const FormatOptions& options);
std::unique_ptr<FrameSource> open_outcar(Input input, const FormatOptions& options);
std::unique_ptr<FrameSource> open_vasprun(Input input, const FormatOptions& options);
// XDATCAR: configurations in fractional coordinates, in one cell or each in its own.
std::unique_ptr<FrameSource> open_xdatcar(Input input, const FormatOptions& options);
bool looks_like_poscar(std::string_view start);
bool looks_like_xdatcar(std::string_view start);
bool looks_like_outcar(std::string_view start);
bool looks_like_vasprun(std::string_view start);

// What pw.x of Quantum ESPRESSO prints: a frame each converged step.
std::unique_ptr<FrameSource> open_espresso(Input input, const FormatOptions& options);
bool looks_like_espresso(std::string_view start);

// What CP2K prints: a frame each time it has coordinates (or those of before) and an energy, forces if they are there.
std::unique_ptr<FrameSource> open_cp2k(Input input, const FormatOptions& options);
bool looks_like_cp2k(std::string_view start);

// PROJECT-pos-1.xyz of CP2K's MD, GEO_OPT and CELL_OPT, with the files beside it: forces (-frc-1.xyz), velocities
// (-vel-1.xyz), cell (-1.cell, or -1.restart where it stays) and stress (-1.stress), each for the steps it has.
std::unique_ptr<FrameSource> open_cp2k_trajectory(Input input, const FormatOptions& options);
bool looks_like_cp2k_trajectory(std::string_view start);

// XSF of XCrySDen, one structure or an animation. With aenet's comment "# total energy = E eV" forces are in eV/Å,
// without it in hartree/Å.
std::unique_ptr<FrameSource> open_xsf(Input input, const FormatOptions& options);
bool looks_like_xsf(std::string_view start);

// JSON, read whole: data sets of FitSNAP; lists of pymatgen's structures with labels, as mlearn publishes them.
std::unique_ptr<FrameSource> open_fitsnap(Input input, const FormatOptions& options);
std::unique_ptr<FrameSource> open_pymatgen(Input input, const FormatOptions& options);
bool looks_like_fitsnap(std::string_view start);
bool looks_like_pymatgen(std::string_view start);

// MLIP's .cfg; PlusStress is the virial, eV. Types count from 0, by --elements.
std::unique_ptr<FrameSource> open_mlip(Input input, const FormatOptions& options);
std::unique_ptr<FrameSink> create_mlip(const std::string& path, const FormatOptions& options);
bool looks_like_mlip(std::string_view start);

// DeePMD's folder: type.raw, type_map.raw and set.*/{coord,box,energy,force,virial}.npy, or the same names .raw.
std::unique_ptr<FrameSource> open_deepmd(const std::string& folder, const FormatOptions& options);
std::unique_ptr<FrameSink> create_deepmd(const std::string& folder, const FormatOptions& options);
bool is_deepmd(const std::string& folder);

}  // namespace nnpipe::io
