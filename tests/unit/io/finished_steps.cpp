// One result from one finished step, with its own units, cell and elements, from files of other programs.
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "base/units.hpp"
#include "code_files.hpp"
#include "io/codes/codes.hpp"
#include "test.hpp"

using namespace nnpipe;

TEST_CASE("OUTCAR: the stress and the energy of a step are of its own electronic steps") {
  const auto unconverged = small("unconverged.OUTCAR"), learned = small("machine-learned.OUTCAR");
  // Results printed between steps, as those of linear response, belong to no step.
  const auto between = replaced(unconverged, "--------------------------------------- Iteration      2(   1)",
                                "  in kB     9.0 9.0 9.0 9.0 9.0 9.0\n  free  energy   TOTEN  =  -1.0 eV\n"
                                "--------------------------------------- Iteration      2(   1)");
  CHECK(*frames_in(between)[0].energy == -20.5);
  CHECK(frames_in(between)[0].virial->xx == Approx(64 * kilobar));
  // The loop that was stopped by hand did not converge, either, nor one that reached NELM in words of newer versions.
  for (const std::string words :
       {"aborting loop because hard stop was set", "aborting loop EDIFF was not reached (unconverged)"}) {
    CAPTURE(words);
    CHECK_THAT(message_of(replaced(small("potcar-names.OUTCAR"), "aborting loop because EDIFF is reached", words)),
               ContainsSubstring("left out 1 step (1) whose electrons did not converge"));
  }
  // A step of both the force field and its reference prints two stresses.
  const auto both = replaced(small("potcar-names.OUTCAR"), "  in kB ",
                             "  FORCE on cell =-STRESS in cart. coord.  units (eV):\n  in kB ");
  CHECK(frames_in(replaced(
            both, "      direct lattice",
            "  ML FORCE on cell =-STRESS in cart. coord.  units (eV):\n  in kB 7 7 7 7 7 7\n      direct lattice"))[0]
            .virial->xx == Approx(64 * kilobar));
  // A file of the force field alone is told as such.
  const auto first = learned.find("-- Iteration") - 40;
  CHECK_THAT(message_of(learned.substr(0, first)),
             ContainsSubstring("no frames in the file: left out 1 step (1) of the machine-learned force field"));
  // Cut off inside the electronic steps.
  CHECK_THAT(message_of(unconverged.substr(0, unconverged.find("------------------------ aborting loop"))),
             ContainsSubstring("stream ends in the middle of the electronic steps; no frame before it is whole"));
  CHECK_THAT(message_of(replaced(small("potcar-names.OUTCAR"), "ions per type =                 1   1",
                                 "ions per type = 1 1 1")),
             ContainsSubstring("expected --elements to name all"));
}

TEST_CASE("OUTCAR and vasprun.xml: species by whatever names them, with suffixes, X for Xe and r for Zr") {
  const auto text = small("potcar-names.OUTCAR");
  const auto elements = [&](const std::string& from, const std::string& to) {
    std::string changed = text;
    for (std::size_t at = 0; (at = changed.find(from, at)) != std::string::npos; at += to.size())
      changed.replace(at, from.size(), to);
    return frames_in(changed)[0].elements;
  };
  CHECK(elements("PAW_PBE Si", "PAW Si_sv_GW") == std::vector{si, o});
  CHECK(elements("PAW_PBE Si", "PAW_PBE X") == std::vector{element_of("Xe"), o});
  const std::string nameless = text.substr(text.find("   ions per type"));
  CHECK(frames_in(" vasp.6\n" + nameless, {o, si})[0].elements == std::vector{o, si});
  CHECK(frames_in(replaced(vasprun, "<c>Si</c>", "<c>r </c>"))[0].elements[0] == element_of("Zr"));
  CHECK(frames_in(replaced(vasprun, "<c>Si</c>", "<c>X </c>"))[0].elements[0] == element_of("Xe"));
}

TEST_CASE("vasprun.xml: a step with as many electronic steps as it may have did not converge") {
  const auto text = small("linear-response.vasprun.xml");
  const auto few = replaced(text, "name=\"NELM\">    60", "name=\"NELM\">     2");
  CHECK_THAT(message_of(few), ContainsSubstring("left out 1 step (1) whose electrons did not converge"));
  io::FormatOptions keep;
  keep.keep_unconverged = true;
  CHECK(notices_of(few, keep).empty());
  CHECK(frames_in(replaced(text, "name=\"NELM\">    60", "name=\"NELM\">     3")).size() ==
        1);  // linear response is not counted
  // A step of the force field has no electronic steps.
  const auto learned = replaced(vasprun, " <atominfo>", " <i type=\"logical\" name=\"ML_LMLFF\"> T  </i>\n <atominfo>");
  CHECK(frames_in(learned).size() == 1);
  const auto begin = learned.find("  <scstep>"), end = learned.find("  <structure>\n   <varray");
  CHECK_THAT(message_of(learned.substr(0, begin) + learned.substr(end)),
             ContainsSubstring("machine-learned force field"));
  CHECK_THAT(message_of(replaced(vasprun, "   -2.5 <", " ***** <")),
             ContainsSubstring("e_fr_energy: expected a number, got '*****'"));
}

TEST_CASE("XDATCAR of older versions, and what follows the atoms of a POSCAR") {
  const std::string head = "melt\n 1\n 4 0 0\n 0 4 0\n 0 0 4\n";
  for (const std::string mark : {"Konfig=       1\n", "\n"}) {
    CAPTURE(mark);
    const auto frames = frames_in(head + " Si\n 1\n" + mark + " 0 0 0\n" + mark + " 0.5 0 0\n");
    REQUIRE(frames.size() == 2);
    CHECK(frames[1].positions[0].x == 2);
  }
  CHECK(frames_in(head + " 1\nDirect configuration=     7\n 0 0 0\n", {si})[0].find_info("step") != nullptr);
  const std::string atoms = head + "Si\n1\nDirect\n0 0 0\n";
  const std::string lattice = "Lattice velocities and vectors\n  1\n0 0 0\n0 0 0\n0 0 0\n4 0 0\n0 4 0\n0 0 4\n";
  CHECK(frames_in(atoms + lattice)[0].velocities.empty());
  CHECK(frames_in(atoms + lattice + "\n0.001 0 0\n\n1\n0.5\n0 0 0 0\n0 0 0\n")[0].velocities[0].x == 1);
  CHECK(frames_in(atoms + "Cartesian\n0.001 0 0\n")[0].velocities[0].x == 1);
  CHECK_THAT(notices_of(atoms + "\n  10 10 10\n 0.1 0.2 0.3 0.4 0.5\n").at(0),
             ContainsSubstring("left out the grid behind it"));
  CHECK_THAT(notices_of(atoms + "Direct\n0.001 0 0\n").at(0),
             ContainsSubstring("left out velocities in units of lattice vectors"));
  CHECK_THAT(message_of(atoms + "0.5 0.5 0.5\n"),
             ContainsSubstring("text after the 1 atoms of the head, expected velocities"));
  CHECK_THAT(message_of(atoms + "\n0 0 0.1\n\nwhat is this\n"), ContainsSubstring("text after the 1 atoms"));
  CHECK_THAT(message_of(atoms + "Lattice velocities\n none\n"),
             ContainsSubstring("velocities of the lattice: expected a whole number"));
  CHECK_THAT(message_of(head + "Si\n1\nDirect configuration= 1\n"),
             ContainsSubstring("stream ends in the middle of a configuration"));
}

TEST_CASE("pw.x: energies of the loop, of steps that did not converge and of a run that was cut off") {
  const auto text = small("hybrid.pw.out");
  // Old versions mark each iprint-th energy of the loop.
  const std::string scf =
      text.substr(0, text.find("!    total")) +
      "!    total energy              =       -9.0 Ry\n"
      "!    total energy              =      -10.0 Ry\n     convergence has been achieved in   9 iterations\n";
  const std::string forces = text.substr(text.find("     Forces acting"));
  REQUIRE(frames_in(scf + forces).size() == 1);
  CHECK(*frames_in(scf + forces)[0].energy == Approx(-5 * hartree_in_electronvolt));
  // Without its "!!" a hybrid functional has no result.
  CHECK_THAT(message_of(text.substr(0, text.find("!!"))), ContainsSubstring("stream ends before the energy"));
  // Nor has a run that ends before exact exchange is begun, or before the forces of its only step.
  for (const auto& cut :
       {text.substr(0, text.find("     EXX: now")), text.substr(0, text.find("     Forces acting")), scf}) {
    CHECK_THAT(message_of(cut), ContainsSubstring("stream ends before the energy"));
    // Another run before it or after it does not make it whole.
    CHECK_THAT(message_of(text + cut), ContainsSubstring("keeps the 1 whole frame before it"));
    CHECK_THAT(message_of(cut + text), ContainsSubstring("stream ends before the energy"));
  }
  // A run without forces that ends by itself is whole.
  CHECK(frames_in(scf + "   JOB DONE.\n").size() == 1);
  const std::string failed =
      text.substr(0, text.find("!    total")) +
      "     total energy              =      -10.0 Ry\n     convergence NOT achieved after  2 iterations: stopping\n" +
      forces;
  CHECK_THAT(message_of(failed), ContainsSubstring("left out 1 step (1) whose electrons did not converge"));
  io::FormatOptions keep;
  keep.keep_unconverged = true;
  CHECK(notices_of(failed, keep).empty());
  // A second structure without the forces that the first one has.
  const std::string second =
      "ATOMIC_POSITIONS (crystal)\nSi 0 0 0\nO 0.3 0.3 0.3\n!    total energy              =      -11.0 Ry\n";
  CHECK_THAT(message_of(replaced(scf + forces, "   JOB DONE.\n", "") + second),
             ContainsSubstring("reformat --keep-complete keeps the 1 whole frame before it"));
}

TEST_CASE("CP2K: units in brackets, lengths with more digits, cells that nothing calls periodic") {
  const auto text = small("cp2k-7.out");
  CHECK(frames_in(replaced(text, "POISSON| Periodicity                                                        XYZ",
                           "POISSON| Periodicity                                                       NONE"))[0]
            .cell.periodic == std::array{false, false, false});
  const auto unsaid =
      replaced(text, " POISSON| Periodicity                                                        XYZ\n", "");
  CHECK(frames_in(unsaid)[0].cell.periodic == std::array{true, true, true});
  CHECK_THAT(notices_of(unsaid).at(0), ContainsSubstring("took all, CP2K's default"));
  CHECK(*frames_in(replaced(text, "energy (a.u.):", "energy [eV]"))[0].energy == Approx(-7.812345678901234));
  const auto before_forces = text.substr(0, text.find(" ATOMIC FORCES in"));
  CHECK_THAT(message_of(before_forces), ContainsSubstring("stream ends before the forces or the stress of a step"));
  CHECK(frames_in(before_forces + " PROGRAM ENDED AT   2024-01-01 00:00:00.000\n").size() == 1);
  CHECK(frames_in(replaced(text, "STRESS TENSOR [GPa]", "STRESS TENSOR [kbar]"))[0].virial->xx ==
        Approx(125 * 1.5 * kilobar));
  CHECK_THAT(message_of(replaced(text, "ATOMIC FORCES in [a.u.]", "ATOMIC FORCES in [lb]")),
             ContainsSubstring("unknown unit 'lb' of a force"));
  CHECK(frames_in(replaced(text, "Vector a [angstrom]:       5.000     0.000     0.000    |a| =       5.000",
                           "Vector a [angstrom]:       5.000     0.000     0.000    |a| =       5.000123"))[0]
            .cell.vectors[0]
            .x == 5.000123);
}

TEST_CASE("mixed sets of DeePMD: padding is no atom, further files are carried along") {
  const auto frames = frames_of(reference + "small/deepmd-mixed");
  REQUIRE(frames.size() == 2);
  CHECK(frames[0].elements == std::vector{si, o, element_of("H")});
  CHECK(frames[1].elements == std::vector{o, o, element_of("H")});
}

TEST_CASE("XSF and JSON of FitSNAP and pymatgen hold the same structure with its labels") {
  for (const std::string name : {"bulk.xsf", "fitsnap.json", "pymatgen.json"}) {
    CAPTURE(name);
    const auto frames = frames_in(small(name));
    REQUIRE(frames.size() == 1);
    const Frame& frame = frames[0];
    CHECK(frame.elements == std::vector{si, o});
    CHECK(frame.energy == -20.5);
    CHECK(frame.cell.vectors[2] == Vec3{0, 0, 5});
    CHECK(frame.cell.periodic == std::array{true, true, true});
    CHECK(frame.positions[1] == Vec3{2, 2, 2.5});
    CHECK(frame.forces[1] == Vec3{-0.1, 0, -0.2});
    if (name == "bulk.xsf") continue;
    CHECK(frame.virial->yy == Approx(80 * 25 * kilobar));
    CHECK(frame.virial->yz == Approx(80 * 3 * kilobar));
    CHECK(frame.virial->xz == Approx(80 * 2 * kilobar));
  }
}

TEST_CASE("XSF: periodic in some directions, animations, XCrySDen's unit of force") {
  const auto bulk = small("bulk.xsf");
  CHECK(frames_in(replaced(bulk, "CRYSTAL", "SLAB"))[0].cell.periodic == std::array{true, true, false});
  CHECK(frames_in(replaced(bulk, "# total energy = -20.5 eV\n", ""))[0].forces[0].x ==
        Approx(0.1 * hartree_in_electronvolt));
  CHECK(*frames_in(replaced(bulk, "-20.5 eV", "-1 Ry"))[0].energy == Approx(-0.5 * hartree_in_electronvolt));
  CHECK(frames_in(replaced(bulk, "-20.5 eV", "-1 Ry"))[0].forces[0].x == Approx(0.1 * 0.5 * hartree_in_electronvolt));
  const auto molecules = frames_in("ANIMSTEPS 2\nATOMS 1\nSi 0 0 0\n\nATOMS 2\n14 0 0 1\nO 1 1 1\n");
  REQUIRE(molecules.size() == 2);
  CHECK_FALSE(molecules[1].cell.exists());
  CHECK(molecules[1].elements == std::vector{si, o});
  CHECK_THAT(notices_of(bulk + "BEGIN_BLOCK_DATAGRID_3D\n 1 2 3\nEND_BLOCK_DATAGRID_3D\n").at(0),
             ContainsSubstring("left out a block DATAGRID_3D"));
  for (const auto& [from, to, message] : std::vector<std::array<std::string, 3>>{
           {" 2 1\n", " 3 1\n", "stream ends in the middle of PRIMCOORD"},
           {" 2 1\n", " 0 1\n", "number of atoms 0, expected 1"},
           {"2.5  -0.1", "2.5", "atom: expected 4 or 7 words, got 6"},
           {"PRIMVEC", "PRIMVECS", "unknown keyword 'PRIMVECS'"},
           {"= -20.5 eV", "=", "total energy: expected a number"},
           {"= -20.5 eV", "= 1 eV\n# total energy = 2 eV", "total energy occurs twice before one structure"},
           {"PRIMVEC", "PRIMVEC\n5 0 0\n0 5 0\n0 0 5\nPRIMVEC", "PRIMVEC occurs twice before one structure"},
           {"CRYSTAL", "DIM-GROUP\n4 1", "DIM-GROUP: expected 0 to 3, got 4"}}) {
    CAPTURE(from, to);
    CHECK_THAT(message_of(replaced(bulk, from, to)), ContainsSubstring(message));
  }
}

TEST_CASE("a bracket alone makes no JSON of a file") {
  CHECK(io::looks_like_pymatgen("[ {\n \"structure\": {}}]"));
  CHECK(io::looks_like_pymatgen("{\"structure\": {}}"));
  CHECK(io::looks_like_fitsnap("# made by hand\n{\"Dataset\": {}}"));
  for (const char* other : {"[\x01\x02 \"", "{ a \"b\"", "[1, \"two\"]", "[[\"x\"]]", "# {\"Dataset\""}) {
    CHECK_FALSE(io::looks_like_pymatgen(other));
    CHECK_FALSE(io::looks_like_fitsnap(other));
  }
}

TEST_CASE("JSON that is damaged, or says what is not understood, is refused by name") {
  const auto fit = small("fitsnap.json"), mat = small("pymatgen.json");
  CHECK(frames_in(replaced(mat, "\"energy\": -20.5", "\"energy_per_atom\": -10.25"))[0].energy == -20.5);
  CHECK(frames_in(replaced(mat, "outputs", "data"))[0].energy == -20.5);
  CHECK(frames_in(replaced(fit, "\"bar\"", "\"kB\""))[0].virial->xx == Approx(80 * 15000 * kilobar));
  for (const auto& [text, from, to, message] : std::vector<std::array<std::string, 4>>{
           {fit, "angstrom\", \"AtomTypeStyle", "furlong\", \"AtomTypeStyle", "PositionsStyle: unknown unit 'furlong'"},
           {fit, "[\"Si\", \"O\"]", "\"Si\"", "AtomTypes: expected elements, got string"},
           {fit, "\"Energy\": -20.5", "\"Energy\": \"low\"", "Energy: expected a number, got string"},
           {fit, "\"Positions\"", "\"Places\"", "no Positions, expected it"},
           {fit, "[[0.1, 0.0, 0.2]", "[[0.1, 0.0]", "Forces: expected three numbers, got 2"},
           {fit, "\"Forces\": [[", "\"Forces\": 1, \"f\": [[", "Forces: expected rows of three numbers, got number"},
           {fit, "\"Lattice\": [[4.0, 0.0, 0.0], ", "\"Lattice\": [", "Lattice: expected three rows, got 2"},
           {fit, "}}", "", "JSON is damaged or ends too early"},
           {fit, "\"Energy\": -20.5", "\"Energy\": -20.5, \"Energy\": -7", "key 'Energy' occurs twice in an object"},
           {fit, "\"NumAtoms\": 2", "\"NumAtoms\": 3", "NumAtoms is 3, but there are 2 atoms"},
           {mat, "\"num_atoms\": 2", "\"num_atoms\": 5", "num_atoms is 5, but there are 2 atoms"},
           {mat, "\"energy\": -20.5", "\"energy\": -20.5, \"energy\": 3", "key 'energy' occurs twice in an object"},
           {mat, "\"energy\": -20.5", "\"energy\": -20.5, \"energy_per_atom\": 3",
            "energy_per_atom contradict each other"},
           {mat, "\"outputs\"", "\"data\": {\"energy\": 1}, \"outputs\"",
            "outputs and data contradict each other: -20.5 and 1"},
           {mat, "\"xyz\": [0.0", "\"xyz\": [1.0", "xyz and abc of a site contradict each other"},
           {mat, "\"a\": 4.0", "\"a\": 5.0", "lengths of the lattice contradict each other: 5 and 4"},
           {mat, "\"occu\": 1}]", "\"occu\": 0.5}]", "got a disordered site"},
           {mat, "[{\"element\": \"Si\"", "[{\"element\": \"O\"}, {\"element\": \"Si\"", "got a disordered site"},
           {mat, "\"sites\": [", "\"sites\": 1, \"s\": [", "sites: expected a list"},
           {mat, "[15.0, 25.0", "[15.0", "virial_stress: expected six numbers, got 5"},
           {mat, "virial_stress", "stress", "stress: its unit and sign are not known here"},
           {mat, "[-0.1, 0.0, -0.2]", "1", "forces: expected numbers, got number"}}) {
    CAPTURE(from, to);
    CHECK_THAT(message_of(replaced(text, from, to)), ContainsSubstring(message));
  }
  // Without a lattice a stress has no volume, and fractions of its vectors are no positions.
  const std::string lattice = mat.substr(mat.find("\"lattice\""), mat.find("\"sites\"") - mat.find("\"lattice\""));
  const auto molecule = replaced(replaced(mat, lattice, ""), "\"abc\": [0.5, 0.5, 0.5]", "\"xyz\": [2.0, 2.0, 2.5]");
  CHECK_THAT(message_of(molecule), ContainsSubstring("frame 1: stress without a cell, expected a lattice of positive"));
  const auto unstressed = frames_in(replaced(molecule, "[15.0, 25.0, 35.0, 1.0, 3.0, 2.0]", "[0, 0, 0, 0, 0, 0]"))[0];
  CHECK_FALSE(unstressed.virial.has_value());
  CHECK_FALSE(unstressed.cell.exists());
  CHECK_THAT(message_of(replaced(mat, lattice, "")), ContainsSubstring("a site without xyz in a structure without a"));
  CHECK_THAT(message_of("{\"a\": 1}"), ContainsSubstring("expected a list of structures"));
  CHECK_THAT(message_of("[\"a\"]"), ContainsSubstring("no structure, expected it"));
  CHECK_THAT(message_of("- of UlmASE-Trajectory\n"), ContainsSubstring("'ase convert FILE frames.xyz'"));
  CHECK_THAT(message_of("\x89HDF\r\n"), ContainsSubstring("this is HDF5: of VASP read vasprun.xml"));
}
