// SPDX-License-Identifier: MIT
#pragma once

// Written by make_margin_figures.py with PyTorch 2.15.0+cu132. Dense 16 tanh, then a kernel (16, 4), SGD 0.1,
// momentum 0.9, batches of 8; parameters and batches by the formulas of formulas.hpp.
// - cos_face, arc_face: cosines; scale 10, margins 0.3 and 0.4.
// - triplet: Dense 4 without bias, unit length; semi-hard, margin 0.2.

#include <array>
#include <cstdint>

namespace margin_figures {

namespace cos_face {
inline constexpr std::uint64_t key = 94000;
inline constexpr std::array<double, 12> losses{5.59583902, 5.74162531, 5.04658699, 7.90460777,
                                               8.22832012, 5.96677351, 4.9042964,  6.01209641,
                                               6.36948729, 6.56090832, 5.3322649,  6.89062977};
inline constexpr std::array<double, 12> accuracies{0.5,   0.25,  0.625, 0.25,  0.25,  0.25,
                                                   0.375, 0.375, 0.375, 0.375, 0.375, 0.25};
inline constexpr std::array<double, 3> final_sums{6.35043307, 2.81616262, -2.99800161};
inline constexpr std::array<double, 3> final_norms{6.50900337, 2.98465091, 5.76243666};
}  // namespace cos_face

namespace arc_face {
inline constexpr std::uint64_t key = 95000;
inline constexpr std::array<double, 12> losses{4.94086695, 6.31943703, 5.94897175, 6.30054951,
                                               8.10466194, 3.51811361, 7.17047119, 5.65034962,
                                               8.24155331, 6.20522451, 5.60263538, 6.05068493};
inline constexpr std::array<double, 12> accuracies{0.375, 0.25,  0.125, 0.25, 0.125, 0.75,
                                                   0,     0.375, 0,     0.25, 0.5,   0.25};
inline constexpr std::array<double, 3> final_sums{3.38513978, -0.477143288, 2.64147057};
inline constexpr std::array<double, 3> final_norms{6.18443932, 3.20103443, 5.62593088};
}  // namespace arc_face

namespace triplet {
inline constexpr std::uint64_t key = 96000;
inline constexpr std::array<double, 12> losses{0.177504346, 0.234423727,  0.152912885,  0.182460681,
                                               0.350064367, 0.0325875655, 0.0609747842, 0.440668911,
                                               0.163041025, 0.0766938552, 0.183610559,  0.187422469};
inline constexpr std::array<double, 12> accuracies{0.125, 0,   0.375, 0.5, 0.25,  0.5,
                                                   0.25,  0.5, 0.375, 0,   0.375, 0.625};
inline constexpr std::array<double, 3> final_sums{6.53239965, 0.474173703, 1.95204493};
inline constexpr std::array<double, 3> final_norms{5.0099213, 0.568237417, 3.46837399};
}  // namespace triplet

}  // namespace margin_figures
