// SPDX-License-Identifier: MIT
// expect: LossKernel: this loss has none; specialize cameo::HWY_NAMESPACE::LossKernel for it
#include <cameo/cameo.hpp>
using namespace cameo;

struct Mine : LossDescription {
  static constexpr std::string_view name = "mine";
};
static Trainer<Sequential<Input<4>, Dense<2>>, Mine, SGD, Batch<4>> trainer;
Scores evaluate(const Dataset& data) { return trainer.evaluate(data); }
