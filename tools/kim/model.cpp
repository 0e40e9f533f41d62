// The portable model of KIM: a library that stock LAMMPS loads and runs our potentials by. It stands in a folder that
// has the model's name, beside the potential files (.nnp) it uses; several are a committee, whose mean counts.
#include <dlfcn.h>
#include <fmt/format.h>

#include <KIM_ModelHeaders.hpp>
#include <KIM_SharedLibrarySchema.hpp>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <memory>
#include <string>

#include "base/error.hpp"
#include "base/standard_streams.hpp"
#include "base/threads.hpp"
#include "committee.hpp"

namespace {

using namespace nnpipe;
using kim::Arrays;
using kim::Model;

std::string own_folder() {
  Dl_info info{};
  if (dladdr(reinterpret_cast<const void*>(&own_folder), &info) == 0 || info.dli_fname == nullptr) {
    fail("cannot find the model's library");
  }
  return std::filesystem::absolute(info.dli_fname).parent_path().string();
}

// Runs `action`; what it throws becomes a line of kim.log and a failure.
template <typename Kim, typename Action>
int guarded(const Kim* kim, Action&& action) {
  try {
    action();
    return 0;
  } catch (const std::exception& error) {
    kim->LogEntry(KIM::LOG_VERBOSITY::error, fmt::format("nnpipe: {}", error.what()), 0, "nnpipe");
    // LAMMPS itself says no more than that the model failed.
    tell(fmt::format("nnpipe: {}\n", error.what()));
    return 1;
  }
}

int destroy(KIM::ModelDestroy* kim) {
  void* buffer = nullptr;
  kim->GetModelBufferPointer(&buffer);
  const std::unique_ptr<Model> model{static_cast<Model*>(buffer)};
  return 0;
}

int create_arguments(const KIM::ModelCompute*, KIM::ModelComputeArgumentsCreate* arguments) {
  namespace name = KIM::COMPUTE_ARGUMENT_NAME;
  const auto optional = KIM::SUPPORT_STATUS::optional;
  for (const auto& each : {name::partialEnergy, name::partialForces, name::partialParticleEnergy, name::partialVirial,
                           name::partialParticleVirial}) {
    if (arguments->SetArgumentSupportStatus(each, optional)) return 1;
  }
  arguments->SetModelBufferPointer(std::make_unique<Arrays>().release());
  return 0;
}

int destroy_arguments(const KIM::ModelCompute*, KIM::ModelComputeArgumentsDestroy* arguments) {
  void* buffer = nullptr;
  arguments->GetModelBufferPointer(&buffer);
  const std::unique_ptr<Arrays> arrays{static_cast<Arrays*>(buffer)};
  return 0;
}

int compute_model(const KIM::ModelCompute* kim, const KIM::ModelComputeArguments* arguments) {
  return guarded(kim, [&] {
    void *model = nullptr, *arrays = nullptr;
    kim->GetModelBufferPointer(&model);
    arguments->GetModelBufferPointer(&arrays);
    kim::compute(*static_cast<const Model*>(model), *arguments, *static_cast<Arrays*>(arrays));
  });
}

// What 1 Å and 1 eV are in the simulator's units; where it names none the model's are these.
struct Units {
  KIM::LengthUnit length;
  KIM::EnergyUnit energy;

  double factor(bool of_length) const {
    // Version 2.3 of the API takes an erg for 1e7 J.
    if (!of_length && energy == KIM::ENERGY_UNIT::erg) return 1e7 * Units{length, KIM::ENERGY_UNIT::J}.factor(false);
    double result = 0;
    const auto charge = KIM::CHARGE_UNIT::e;
    const auto temperature = KIM::TEMPERATURE_UNIT::K;
    const auto time = KIM::TIME_UNIT::ps;
    if (KIM::ModelCreate::ConvertUnit(KIM::LENGTH_UNIT::A, KIM::ENERGY_UNIT::eV, charge, temperature, time, length,
                                      energy, charge, temperature, time, of_length ? 1 : 0, of_length ? 0 : 1, 0, 0, 0,
                                      &result)) {
      fail("the KIM API does not convert A and eV into {} and {}", length.ToString(), energy.ToString());
    }
    return result;
  }
};

void register_model(KIM::ModelCreate& create, Units units) {
  auto model = kim::load_model(own_folder());
  if (units.length == KIM::LENGTH_UNIT::unused) units.length = KIM::LENGTH_UNIT::A;
  if (units.energy == KIM::ENERGY_UNIT::unused) units.energy = KIM::ENERGY_UNIT::eV;
  model->length = units.factor(true);
  model->energy = units.factor(false);
  model->cutoff *= model->length;
  // MPI's ranks are the cores; more threads only where somebody asks for them.
  if (std::getenv("NNPIPE_THREADS") == nullptr) set_thread_count(1);
  const auto routine = [&](const KIM::ModelRoutineName& name, auto* function) {
    return create.SetRoutinePointer(name, KIM::LANGUAGE_NAME::cpp, 1, reinterpret_cast<KIM::Function*>(function));
  };
  int failed = create.SetModelNumbering(KIM::NUMBERING::zeroBased) ||
               create.SetUnits(units.length, units.energy, KIM::CHARGE_UNIT::unused, KIM::TEMPERATURE_UNIT::unused,
                               KIM::TIME_UNIT::unused) ||
               routine(KIM::MODEL_ROUTINE_NAME::Destroy, destroy) ||
               routine(KIM::MODEL_ROUTINE_NAME::ComputeArgumentsCreate, create_arguments) ||
               routine(KIM::MODEL_ROUTINE_NAME::ComputeArgumentsDestroy, destroy_arguments) ||
               routine(KIM::MODEL_ROUTINE_NAME::Compute, compute_model);
  for (std::size_t code = 0; code < model->elements.size(); ++code) {
    const KIM::SpeciesName name{std::string{model->elements[code].symbol()}};
    failed = failed || create.SetSpeciesCode(name, static_cast<int>(code));
  }
  if (failed) fail("the KIM API refuses the model");
  create.SetInfluenceDistancePointer(&model->cutoff);
  create.SetNeighborListPointers(1, &model->cutoff, &model->only_own_lists);
  create.SetModelBufferPointer(model.release());
}

int create(KIM::ModelCreate* kim_create, KIM::LengthUnit length, KIM::EnergyUnit energy, KIM::ChargeUnit,
           KIM::TemperatureUnit, KIM::TimeUnit) {
  return guarded(kim_create, [&] { register_model(*kim_create, {length, energy}); });
}

}  // namespace

// What the KIM API looks for in the library.
extern "C" {
extern int kim_shared_library_schema_version;
extern const KIM::SHARED_LIBRARY_SCHEMA::SharedLibrarySchemaV2 kim_shared_library_schema;
int kim_shared_library_schema_version = 2;
const KIM::SHARED_LIBRARY_SCHEMA::SharedLibrarySchemaV2 kim_shared_library_schema{
    KIM::COLLECTION_ITEM_TYPE::portableModel,
    "nnpipe",
    KIM::LANGUAGE_NAME::cpp,
    reinterpret_cast<KIM::Function*>(create),
    nullptr,
    nullptr,
    0,
    nullptr,
    0,
    nullptr};
}
