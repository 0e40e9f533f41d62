// The run of pick: candidates are judged one by one; what is taken is written, or waits until all are known.
#include "picking.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "analysis/novelty.hpp"
#include "analysis/pool.hpp"
#include "analysis/spread.hpp"
#include "base/error.hpp"
#include "descriptor/selection.hpp"
#include "io/extxyz.hpp"
#include "io/frame_pipeline.hpp"
#include "list.hpp"
#include "potential/neural/file.hpp"
#include "potential/neural/network_potential.hpp"

namespace nnpipe::pick {

namespace {

// All that candidates are held against.
struct Scene {
  std::optional<analysis::Novelty> novelty;
  std::optional<analysis::SpreadMeter> spread;
  std::vector<std::vector<double>> there;  // points of the data base
};

Scene set_up(const Options& options) {
  Scene scene;
  if (!options.set.empty()) {
    scene.novelty.emplace(
        descriptor::parse_set_file(io::read_text(options.set), options.set == "-" ? "stdin" : options.set));
  } else {
    io::Input input{options.potential};
    auto models = potential::read_models(input);
    // Spread alone needs no symmetry functions.
    const bool points = options.number > 0 || options.distinct > 0 || !options.database.empty();
    const auto& criteria = options.criteria;
    if (points || criteria.extrapolation.asked || criteria.novelty.asked) {
      with_place([&] { return input.name(); }, [&] { scene.novelty.emplace(models.front()); });
    }
    if (criteria.spread()) {
      const auto dispute = potential::dispute_of(models);
      std::vector<potential::PotentialPtr> members;
      for (auto& model : models) members.push_back(potential::make_potential(std::move(model)));
      const auto kind = analysis::spread_kind_of(options.spread);
      with_place([&] { return input.name(); }, [&] { scene.spread.emplace(std::move(members), kind, dispute); });
    }
  }
  if (options.database.empty()) return scene;
  io::FrameReader database{options.database};
  for (const Frame& frame : database) {
    const auto sites = scene.novelty->describe(frame, database.place());
    scene.novelty->remember(sites);
    scene.there.push_back(scene.novelty->fingerprint(sites));
  }
  return scene;
}

// Whether a point lies nearer than `distinct` to one there; else it is there from now on.
bool is_similar(const std::vector<double>& point, double distinct, std::vector<std::vector<double>>& there) {
  if (distinct == 0) return false;
  if (std::ranges::any_of(there, [&](const auto& p) { return descriptor::rms_distance(p, point) < distinct; })) {
    return true;
  }
  there.push_back(point);
  return false;
}

// Goes through the candidates: those that are taken are written at once, or wait in the pool until all are known.
class Picking {
 public:
  explicit Picking(const Options& options)
      : x_options{options},
        x_scene{set_up(options)},
        x_novelty{x_scene.novelty ? &*x_scene.novelty : nullptr},
        x_judge{options.criteria, x_novelty, x_scene.spread ? &*x_scene.spread : nullptr},
        x_list{options.table, options.criteria},
        x_frames{options.frames},
        x_writer{options.output.path},
        x_pool{pool_options()} {
    if (options.distinct > 0) x_novelty->scale(x_scene.there);
  }

  void run() {
    cli::Progress progress{"pick", "frames", 0};
    // What is new depends on the frames before, and takes all threads.
    const auto taking = x_options.criteria.novelty.asked ? Taking::between : Taking::beside;
    Pipeline<io::Piece<Candidacy>>{taking}.run(
        io::FramePieces{x_frames}, [&](auto& piece) { look(piece); },
        [&](auto& piece) {
          decide(piece);
          progress.update(piece.number);
          return true;
        });
    for (const auto& candidate : x_pool.finish()) write(candidate.frame, candidate.number);
    x_list.close(x_picked);
    if (!x_picked.empty()) return x_writer.close();
    if (!x_options.allow_none) fail_criterion("none of {} frames was picked", x_frames.frames());
    io::Output{x_options.output.path}.close();
  }

 private:
  analysis::PoolOptions pool_options() const {
    analysis::PoolOptions pool;
    pool.method = analysis::parse_pool_method(x_options.method);
    pool.wanted = static_cast<std::size_t>(x_options.number);
    pool.distinct = x_options.distinct;
    pool.seed = x_options.seed;
    pool.there = x_scene.there;
    pool.scale = [this](std::vector<std::vector<double>>& points) { x_novelty->scale(points); };
    return pool;
  }

  struct Candidacy {
    Look look;
    bool broken = false;
  };

  void look(io::Piece<Candidacy>& piece) const {
    piece.result.broken = false;
    try {
      piece.result.look = x_judge.look(piece.frame, piece.place);
    } catch (const Error&) {
      // Atoms on top of one another and worse, in what a bad network makes of a run.
      if (!x_options.criteria.bounded()) throw;
      piece.result.broken = true;
    }
  }

  // What becomes of a frame; one that is taken is written or goes into the pool.
  void decide(io::Piece<Candidacy>& piece) {
    Frame& frame = piece.frame;
    const auto& sites = piece.result.look.sites;
    Findings found;
    Outcome outcome = judge(piece, found);
    std::vector<double> point;
    if (outcome == Outcome::picked && (x_options.number > 0 || x_options.distinct > 0)) {
      point = x_novelty->fingerprint(sites);
      if (x_options.number == 0) {
        std::vector<std::vector<double>> one{point};
        x_novelty->scale(one);
        if (is_similar(one.front(), x_options.distinct, x_scene.there)) outcome = Outcome::similar;
      }
    }
    x_list.add(found, outcome, frame.units);
    if (outcome != Outcome::picked) return;
    if (x_options.criteria.novelty.asked) x_novelty->remember(sites);
    if (x_options.number > 0) return x_pool.add({piece.number, frame, found.rank, std::move(point)});
    write(frame, piece.number);
  }

  Outcome judge(io::Piece<Candidacy>& piece, Findings& found) {
    if (piece.result.broken) return Outcome::broken;
    found = x_judge.judge(piece.frame, piece.result.look);
    if (found.beyond) return Outcome::beyond;
    return x_options.criteria.any() && found.reasons.empty() ? Outcome::inside : Outcome::picked;
  }

  void write(const Frame& frame, std::size_t number) {
    x_writer.write(frame);
    x_picked.push_back(number);
  }

  const Options& x_options;
  Scene x_scene;
  analysis::Novelty* x_novelty;
  Judge x_judge;
  List x_list;
  io::FrameReader x_frames;
  io::FrameWriter x_writer;
  analysis::Pool x_pool;
  std::vector<std::size_t> x_picked;
};

}  // namespace

void run(const Options& options) { Picking{options}.run(); }

}  // namespace nnpipe::pick
