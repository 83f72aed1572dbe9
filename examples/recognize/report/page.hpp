// SPDX-License-Identifier: MIT
#pragma once

#include "figure_files.hpp"

namespace recognize {

/// The report as one HTML page that needs nothing else: style, plots and pictures are in it. With the
/// pictures of as many of the worst pairs as wanted: the nearest of two people, and the farthest of one.
std::string make_page(const Comparisons& comparisons, const Figures& figures, int worst);

}  // namespace recognize
