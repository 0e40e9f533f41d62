// The portable model as a simulator meets it by the KIM API, and what it then refuses.
#include <fcntl.h>
#include <unistd.h>

#include <KIM_Log.hpp>
#include <KIM_SimulatorHeaders.hpp>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "base/process.hpp"
#include "io/input.hpp"
#include "io/output.hpp"
#include "potential/neural/file.hpp"
#include "temporary.hpp"
#include "test.hpp"

using namespace nnpipe;

// The API itself loses a few bytes a model, which a build that looks for leaks is told; others never ask.
extern "C" const char* __lsan_default_suppressions();  // NOLINT(bugprone-reserved-identifier)
extern "C" const char* __lsan_default_suppressions() { return "leak:KIM::Collections"; }  // NOLINT

namespace {

// Standard error, into a file for the time of its life.
class Said {
 public:
  explicit Said(const std::string& path) : x_before{::dup(STDERR_FILENO)} {
    std::fflush(stderr);
    const Descriptor file = open_to_write(path);
    ::dup2(file.get(), STDERR_FILENO);
  }
  ~Said() {
    std::fflush(stderr);
    ::dup2(x_before.get(), STDERR_FILENO);
  }
  Said(const Said&) = delete;
  Said& operator=(const Said&) = delete;

 private:
  Descriptor x_before;
};

// A folder of portable models with one, `model`, that has our library.
struct World {
  TemporaryFolder folder;
  std::string list, elements;

  void write_list(const std::string& text) const { folder.write("model/model.list", text); }

  World() {
    std::filesystem::create_directory(folder.path("model"));
    std::filesystem::copy_file(NNPIPE_KIM_MODEL, folder.path("model/libkim-api-portable-model.so"));
    ::setenv("KIM_API_PORTABLE_MODELS_DIR", folder.path(".").c_str(), 1);
    KIM::Log::PushDefaultVerbosity(KIM::LOG_VERBOSITY::silent);
  }
  ~World() { KIM::Log::PopDefaultVerbosity(); }
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  // The reference's network of silicon, with other units or another element, as the model's next member.
  void add(const std::string& name, UnitStyle units = UnitStyle::metal, std::string_view element = "Si") {
    list += "member " + name + "\n";
    write_list("nnpipe-kim-model 1\nelements " + (elements.empty() ? std::string{element} : elements) + "\n" + list);
    io::Input input{reference_folder() + "/trained/si.nnp"};
    auto model = potential::read_model(input);
    model.units = units;
    for (auto& of : model.elements) {
      of.element = element_of(element);
      of.set.centre = of.element;
      for (auto& function : of.set.functions) function.centre = function.first = function.second = of.element;
    }
    io::Output output{folder.path("model/" + name)};
    potential::write_model(model, output);
    output.close();
  }

  // The model and its verdict; nullptr if it is refused.
  KIM::Model* create(std::string& said) const {
    KIM::Model* model = nullptr;
    int accepted = 0;
    int failed = 0;
    {
      const Said quiet{folder.path("said")};
      failed =
          KIM::Model::Create(KIM::NUMBERING::zeroBased, KIM::LENGTH_UNIT::A, KIM::ENERGY_UNIT::eV, KIM::CHARGE_UNIT::e,
                             KIM::TEMPERATURE_UNIT::K, KIM::TIME_UNIT::ps, "model", &accepted, &model);
    }
    said = folder.read("said");
    return failed ? nullptr : model;
  }
  std::string refusal() const {
    std::string said;
    KIM::Model* model = create(said);
    if (model != nullptr) KIM::Model::Destroy(&model);
    return said;
  }
};

int no_list(void*, int, const double*, int, int, int*, const int**) { return 1; }

}  // namespace

TEST_CASE("a portable model without a list of its potentials, or with one that is none, is refused") {
  const World world;
  CHECK_THAT(world.refusal(), EndsWith("model.list: cannot open: No such file or directory\n"));
  world.write_list("nnpipe-kim-model 2\n");
  CHECK_THAT(world.refusal(), EndsWith("model.list: expected nnpipe-kim-model 1 in the first line\n"));
  world.write_list("nnpipe-kim-model 1\nelements Si\n");
  CHECK_THAT(world.refusal(), EndsWith("model.list: no potential, expected lines with member\n"));
  world.write_list("nnpipe-kim-model 1\nelements Si\nmembre a.nnp\n");
  CHECK_THAT(world.refusal(), EndsWith("model.list:3: expected elements or member, got 'membre a.nnp'\n"));
}

TEST_CASE("a portable model with potentials that do not fit together is refused") {
  World world;
  world.elements = "Si";
  world.add("a.nnp");
  CHECK(world.refusal().empty());
  world.add("b.nnp", UnitStyle::metal, "Ge");
  CHECK_THAT(world.refusal(), EndsWith("model/b.nnp: Si is not in the potential\n"));
  World reduced;
  reduced.add("a.nnp", UnitStyle::lj);
  CHECK_THAT(reduced.refusal(), EndsWith("model/a.nnp: units lj, expected metal\n"));
}

TEST_CASE("a portable model of an element that KIM does not know is refused") {
  World world;
  world.add("a.nnp", UnitStyle::metal, "X");
  CHECK(world.refusal() == "nnpipe: the KIM API refuses the model\n");
}

TEST_CASE("a simulator that has no neighbour list gets no forces") {
  World world;
  world.add("a.nnp");
  std::string said;
  KIM::Model* model = world.create(said);
  REQUIRE(model != nullptr);
  KIM::ComputeArguments* arguments = nullptr;
  REQUIRE(model->ComputeArgumentsCreate(&arguments) == 0);
  namespace name = KIM::COMPUTE_ARGUMENT_NAME;
  const int count = 1, code = 0, contributes = 1;
  const std::array<double, 3> x{};
  double energy = 0;
  int failed = arguments->SetArgumentPointer(name::numberOfParticles, &count) ||
               arguments->SetArgumentPointer(name::particleSpeciesCodes, &code) ||
               arguments->SetArgumentPointer(name::particleContributing, &contributes) ||
               arguments->SetArgumentPointer(name::coordinates, x.data()) ||
               arguments->SetArgumentPointer(name::partialEnergy, &energy) ||
               arguments->SetCallbackPointer(KIM::COMPUTE_CALLBACK_NAME::GetNeighborList, KIM::LANGUAGE_NAME::cpp,
                                             reinterpret_cast<KIM::Function*>(no_list), nullptr);
  REQUIRE(failed == 0);
  {
    const Said quiet{world.folder.path("said")};
    failed = model->Compute(arguments);
  }
  CHECK(failed != 0);
  CHECK(world.folder.read("said") == "nnpipe: the simulator gives no neighbour list\n");
  model->ComputeArgumentsDestroy(&arguments);
  KIM::Model::Destroy(&model);
}
