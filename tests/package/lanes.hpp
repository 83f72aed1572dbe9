// SPDX-License-Identifier: MIT
#pragma once

/// What each copy of lanes.cpp tells.
struct Lanes {
  int (*count)();
};
