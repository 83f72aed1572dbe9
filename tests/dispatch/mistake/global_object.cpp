// SPDX-License-Identifier: MIT
#include "cameo/dispatch.hpp"

struct Actions {
  int (*answer)();
};

namespace {
const char* const path = std::getenv("PATH");
int answer() { return path != nullptr ? 1 : 0; }
}  // namespace

CAMEO_DISPATCHED(Actions, .answer = answer)
