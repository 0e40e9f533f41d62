#include "potential/foreign/runner_settings.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.hpp"
#include "io/input.hpp"

namespace nnpipe::potential {

namespace {

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}
template <std::size_t N>
bool begins_with_one_of(const std::array<std::string_view, N>& prefixes, std::string_view name) {
  return std::any_of(prefixes.begin(), prefixes.end(), [&](auto prefix) { return name.starts_with(prefix); });
}

// RuNNer's second name of a keyword, and n2p2's.
constexpr std::array<std::pair<std::string_view, std::string_view>, 6> aliases{
    {{"nn_type", "nnp_type"},
     {"global_nodes_short_atomic", "global_nodes_short"},
     {"global_symfunction_short_atomic", "global_symfunction_short"},
     {"scale_min_short_atomic", "scale_min_short"},
     {"scale_max_short_atomic", "scale_max_short"},
     {"nn_type_vdw", "vdw_type"}}};

// What the reader takes.
constexpr std::array<std::string_view, 27> taken{"number_of_elements",
                                                 "elements",
                                                 "atom_energy",
                                                 "remove_atom_energies",
                                                 "cutoff_type",
                                                 "symfunction_short",
                                                 "element_symfunction_short",
                                                 "global_symfunction_short",
                                                 "scale_symmetry_functions",
                                                 "scale_symmetry_functions_sigma",
                                                 "center_symmetry_functions",
                                                 "scale_min_short",
                                                 "scale_max_short",
                                                 "global_hidden_layers_short",
                                                 "global_nodes_short",
                                                 "global_activation_short",
                                                 "element_hidden_layers_short",
                                                 "element_nodes_short",
                                                 "element_activation_short",
                                                 "normalize_nodes",
                                                 "mean_energy",
                                                 "conv_energy",
                                                 "conv_length",
                                                 "nnp_type",
                                                 "nn_type_short",
                                                 "nnp_gen",
                                                 "nnp_generation"};

// What concerns training, output or speed alone, by whole names …
constexpr std::array<std::string_view, 75> passed_over{"analyze_composition",
                                                       "batch_size_energy",
                                                       "batch_size_force",
                                                       "bond_threshold",
                                                       "calculate_final_force",
                                                       "calculate_forces",
                                                       "calculate_hessian",
                                                       "calculate_normalmodes",
                                                       "calculate_stress",
                                                       "charge_error_threshold",
                                                       "charge_fraction",
                                                       "charge_group",
                                                       "charge_grouping_by_structure",
                                                       "charge_update_scaling",
                                                       "check_forces",
                                                       "check_input_forces",
                                                       "conv_charge",
                                                       "data_clustering",
                                                       "debug_mode",
                                                       "dynamic_force_grouping",
                                                       "energy_fraction",
                                                       "energy_threshold",
                                                       "enforce_max_num_neighbors_atomic",
                                                       "environment_analysis",
                                                       "epochs",
                                                       "find_contradictions",
                                                       "fitmode",
                                                       "fitting_unit",
                                                       "fix_weights",
                                                       "force_energy_ratio",
                                                       "force_fraction",
                                                       "force_grouping_by_structure",
                                                       "force_threshold",
                                                       "force_update_scaling",
                                                       "force_weight",
                                                       "growth_mode",
                                                       "initialization_only",
                                                       "ion_forces_only",
                                                       "jacobian_mode",
                                                       "joint_energy_force_update",
                                                       "main_error_metric",
                                                       "max_energy",
                                                       "max_force",
                                                       "md_mode",
                                                       "memorize_symfunc_results",
                                                       "mix_all_points",
                                                       "mode",
                                                       "nblock",
                                                       "normalize_data_set",
                                                       "parallel_mode",
                                                       "points_in_memory",
                                                       "precondition_weights",
                                                       "prepare_md",
                                                       "random_number_type",
                                                       "random_order_training",
                                                       "random_seed",
                                                       "regularize_fit_param",
                                                       "repeated_energy_update",
                                                       "reset_kalman",
                                                       "restrict_weights",
                                                       "runner_mode",
                                                       "screen_fit",
                                                       "separate_bias_ini_short",
                                                       "silent_mode",
                                                       "symfunction_correlation",
                                                       "symmetry_function_memory",
                                                       "test_fraction",
                                                       "total_charge_error_threshold",
                                                       "update_strategy",
                                                       "updater_type",
                                                       "use_damping",
                                                       "use_omp_mkl",
                                                       "use_short_forces",
                                                       "use_short_nn",
                                                       "weight_analysis"};
// … and by how they begin.
constexpr std::array<std::string_view, 29> passed_over_beginnings{"analyze_error",
                                                                  "biasweights_",
                                                                  "detailed_timing",
                                                                  "element_decoupled_",
                                                                  "fixed_short_",
                                                                  "gradient_",
                                                                  "kalman_",
                                                                  "nguyen_widrow_weights_",
                                                                  "noise_",
                                                                  "optmode_",
                                                                  "print_",
                                                                  "read_",
                                                                  "rmse_threshold",
                                                                  "save_",
                                                                  "selection_mode",
                                                                  "separate_kalman_",
                                                                  "shuffle_weights_",
                                                                  "short_energy_",
                                                                  "short_force_",
                                                                  "steepest_descent_",
                                                                  "task_batch_size_",
                                                                  "update_single_",
                                                                  "update_worst_",
                                                                  "use_atom_",
                                                                  "use_old_",
                                                                  "use_systematic_weights_",
                                                                  "weight_constraint",
                                                                  "weights",
                                                                  "write_"};

// Keywords that make a potential one with charges (3G, 4G), whatever else the file says.
constexpr std::array<std::string_view, 4> of_charges{"use_electrostatics", "use_electrostatic_nn", "use_fixed_charges",
                                                     "use_gausswidth"};
// Those that describe its second network, charges and sums over them: left over in files of short range, too.
constexpr std::array<std::string_view, 14> about_charges{
    "electrostatic_type", "nn_type_elec",   "fixed_charge",    "fixed_gausswidth",  "element_hardness",
    "initial_hardness",   "screen_",        "ewald_",          "enforce_totcharge", "enforce_total_charge",
    "scale_min_elec",     "scale_max_elec", "four_pi_epsilon", "kspace_solver"};
constexpr std::array<std::string_view, 4> about_charges_inside{"electrostatic", "_elec", "_charge", "hardness"};

// Other potentials of RuNNer.
constexpr std::array<std::string_view, 7> of_pairs{"_pair", "pairsymfunction", "_ham", "hamsymfunction",
                                                   "nntb",  "use_hamiltonian", "basis"};
// Terms beside the networks.
constexpr std::array<std::string_view, 4> of_dispersion{"use_vdw", "vdw_", "cutoff_vdw", "two_body"};

// Keywords of the rewritten RuNNer, whose files are laid out differently.
constexpr std::array<std::string_view, 9> of_second_runner{
    "symfunction", "fc_",           "feature_map", "default_nodes",        "default_activation_nn",
    "nodes_",      "activation_nn", "model_type",  "num_committee_members"};

bool mentions_charges(std::string_view keyword) {
  return begins_with_one_of(about_charges, keyword) ||
         std::any_of(about_charges_inside.begin(), about_charges_inside.end(),
                     [&](auto part) { return keyword.find(part) != std::string_view::npos; });
}

bool is_passed_over(std::string_view keyword) {
  return is_one_of(passed_over, keyword) || begins_with_one_of(passed_over_beginnings, keyword);
}

bool is_of_second_runner(std::string_view keyword) {
  return std::any_of(of_second_runner.begin(), of_second_runner.end(), [&](std::string_view name) {
    return keyword == name || (name != "symfunction" && keyword.starts_with(name));
  });
}

// What a word behind nnp_type, nn_type or nnp_gen means: nothing if it is the short range alone.
std::string kind_beside_short_range(std::string_view keyword, std::string_view word) {
  const auto number = parse_int(word);
  if (keyword == "nn_type_short") return word == "1" ? "" : "a potential of pairs";
  if (word == "2G" || word == "2G-HDNNP" || (number && (*number == 2 || *number == 0))) return "";
  if (number && *number == 1) {
    return keyword == "nn_type" ? "" : "a potential of short range with a second network of charges";
  }
  if (number && *number == 3) return "a potential with charges (3G-HDNNP)";
  if (number && *number == 4) return "a potential with charges that flow (4G-HDNNP)";
  if (number && *number == 10) return "a potential of charges (Q-HDNNP)";
  return fmt::format("a potential of kind {}", word);
}

}  // namespace

RunnerSettings::RunnerSettings(const std::string& path) {
  io::Input input{path};
  x_name = input.name();
  std::string_view text;
  while (input.line(text)) {
    const auto words = split(text.substr(0, text.find_first_of("#!")));
    if (words.empty()) continue;
    const auto alias = std::find_if(aliases.begin(), aliases.end(), [&](auto each) { return each.first == words[0]; });
    const std::string keyword{words[0]};
    x_settings.emplace(alias == aliases.end() ? keyword : std::string{alias->second},
                       Setting{keyword, {words.begin() + 1, words.end()}, input.line_number()});
  }
  check_kind();
  check_keywords();
  check_normalisation();
}

std::string RunnerSettings::place(const Setting& setting) const { return fmt::format("{}:{}", x_name, setting.line); }

// First of all, so that a potential of another kind is not blamed for what it lacks.
void RunnerSettings::check_kind() const {
  for (const auto& [keyword, setting] : x_settings) {
    if (keyword == "nnp_type" || keyword == "nnp_gen" || keyword == "nnp_generation" || keyword == "nn_type_short") {
      if (setting.words.empty()) fail("{}: {}: expected what kind of potential it is", place(setting), setting.keyword);
      const auto kind = kind_beside_short_range(setting.keyword, setting.words[0]);
      if (!kind.empty()) {
        fail("{}: {} {}: {}, expected one of short range alone (2G-HDNNP)", place(setting), setting.keyword,
             setting.words[0], kind);
      }
    }
    if (is_one_of(of_charges, keyword)) {
      fail("{}: keyword {}: a potential with charges (3G- or 4G-HDNNP), expected one of short range alone (2G-HDNNP)",
           place(setting), quoted(keyword));
    }
  }
}

void RunnerSettings::check_keywords() const {
  const bool said_short = has("nnp_type") || has("nnp_gen") || has("nnp_generation");  // checked by check_kind
  for (const auto& [keyword, setting] : x_settings) {
    if (is_one_of(taken, keyword) || is_passed_over(keyword)) continue;
    const auto where = place(setting);
    if (mentions_charges(keyword)) {
      if (said_short) continue;
      fail(
          "{}: keyword {} belongs to a potential with charges (3G- or 4G-HDNNP); where the potential has none, remove "
          "the line or add 'nnp_type 2G-HDNNP'",
          where, quoted(keyword));
    }
    if (std::any_of(of_pairs.begin(), of_pairs.end(),
                    [&name = keyword](auto part) { return name.find(part) != std::string::npos; })) {
      fail("{}: keyword {} belongs to a potential of pairs or to a Hamiltonian, expected one of atoms", where,
           quoted(keyword));
    }
    if (begins_with_one_of(of_dispersion, keyword)) {
      fail("{}: keyword {}: a term of dispersion beside the networks has no equal here", where, quoted(keyword));
    }
    if (is_of_second_runner(keyword)) {
      fail("{}: keyword {}: a file of RuNNer 2, expected one of RuNNer 1 or n2p2", where, quoted(keyword));
    }
    fail("{}: unknown keyword {}: whether it changes the energy cannot be told; remove the line if it does not", where,
         quoted(keyword));
  }
}

void RunnerSettings::check_normalisation() const {
  constexpr std::array<const char*, 3> all{"mean_energy", "conv_energy", "conv_length"};
  const bool any = std::any_of(all.begin(), all.end(), [&](auto keyword) { return has(keyword); });
  for (const auto* keyword : all) {
    if (any && !has(keyword)) {
      fail("{}: no keyword '{}', expected all of mean_energy, conv_energy and conv_length, or none", x_name, keyword);
    }
  }
  // Energies of lone atoms: n2p2 adds them whenever they stand there, RuNNer only where it is told to.
  if (has("atom_energy") && has("runner_mode") && !has("remove_atom_energies")) {
    fail(
        "{}: atom_energy without remove_atom_energies: n2p2 adds these energies, RuNNer does not; add the keyword or "
        "remove the lines",
        x_name);
  }
}

double RunnerSettings::number(const std::string& keyword, double otherwise) const {
  once(keyword, [&](const auto& words) {
    if (words.empty()) fail("expected a number");
    otherwise = to_finite(words[0], "value");
  });
  return otherwise;
}

}  // namespace nnpipe::potential
