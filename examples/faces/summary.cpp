// SPDX-License-Identifier: MIT
#include <cameo/report/summary.hpp>

#include "commands.hpp"
#include "face_net.hpp"

namespace faces {

int summary() {
  cameo::print_summary<FaceTrainer>();
  return 0;
}

}  // namespace faces
