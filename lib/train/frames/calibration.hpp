// What the spread of a committee is worth: how it compares with errors of frames that the fit has not seen, and where
// it is larger than on any frame.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "potential/neural/model.hpp"
#include "train/frames/frame_data.hpp"

namespace nnpipe::train {

// The factor that makes so many spreads the error to be expected: one holds about 68 % of the errors, two about 95 %.
// `ratios`: |error of a component of a force| over what is to be multiplied. Between what each of the two alone asks
// for, since errors are no Gaussian of the spread: where both parts together are least off. 0 without ratios.
double calibrated_factor(std::vector<double> ratios);

// Spreads of a committee over frames of a fit, and its errors there.
class SpreadCalibration {
 public:
  // `members` as the file will have them; their core repulsion and offsets are left out, as they are of the labels.
  SpreadCalibration(std::vector<potential::Model> members, const FrameData& data);

  // Errors of the members' mean on frames that none of them was fitted to.
  void add_unseen(std::span<const std::size_t> frames);
  // The same where another model was fitted without these frames, and the members were not: its errors.
  void add_unseen(std::span<const std::size_t> frames, const potential::Model& other);

  // The floor is the root mean square of the spreads of unseen frames: the members share functions, cutoff and most
  // frames, and so errors which no spread shows; they are about as large as what the members differ by. Without it the
  // small spreads promise too much. The limit is six times the spread that one atom in a thousand of the frames
  // exceeds, and not below twice the root mean square of a force: members that differ by more tell nothing. Of some of
  // the frames, if there are many.
  potential::Dispute result(std::span<const std::size_t> all) const;

  // Of one frame: forces predicted, and the spread of each.
  struct Seen {
    std::vector<Vec3> forces;
    std::vector<double> spread;
  };

 private:
  void add(std::span<const std::size_t> frames, const std::vector<Seen>& predicted, const std::vector<Seen>& disputed);

  std::vector<potential::Model> x_members;
  const FrameData& x_data;
  struct Component {
    double error, spread, frame;  // eV/Å: |error|, the spread of the force on its atom, that of the frame
  };
  std::vector<Component> x_components;
};

// Puts it into the model and all members.
void set_dispute(const potential::Dispute& dispute, potential::Model& model, std::vector<potential::Model>& members);

}  // namespace nnpipe::train
