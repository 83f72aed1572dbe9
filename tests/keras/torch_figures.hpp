// SPDX-License-Identifier: MIT
#pragma once

// Written by make_torch_figures.py with PyTorch 2.15.0+cu132. Parameters and batches are those of
// tanh_mlp in small_figures.hpp, by the formulas written there. Weight decay is for kernels.
// - adamw: AdamW 0.01, epsilon 1e-12, weight decay 0.3.
// - clip_grad_norm, clip_grad_value: SGD 0.3, momentum 0.9, limits 0.2 and 0.02.
// - accumulated: adamw with clip_grad_norm_ 0.1, a step for 3 batches.

#include <array>
#include <cstdint>

namespace torch_figures {

namespace adamw {
inline constexpr std::uint64_t key = 90000;
inline constexpr std::array<double, 10> losses{1.50067937, 1.71981454, 1.49469185, 1.42066073, 1.67370033,
                                               1.3359828,  1.4174366,  1.66374815, 1.30199695, 1.57463193};
inline constexpr std::array<double, 10> accuracies{0.25,  0.125, 0.25,  0.5,   0.125,
                                                   0.375, 0.125, 0.375, 0.375, 0.25};
inline constexpr std::array<double, 4> final_sums{-0.426392237, -0.0372327119, 0.804117848, 0.0311739935};
inline constexpr std::array<double, 4> final_norms{3.49355933, 0.0818132503, 2.46098734, 0.0322127803};
}  // namespace adamw

namespace clip_grad_norm {
inline constexpr std::uint64_t key = 91000;
inline constexpr std::array<double, 10> losses{1.46996486, 1.59482372, 1.45511305, 1.47965801, 1.28958833,
                                               1.41450191, 1.40733671, 1.79908299, 1.45388472, 1.23971725};
inline constexpr std::array<double, 10> accuracies{0.25, 0, 0.375, 0, 0.375, 0.25, 0.375, 0.125, 0.25, 0.5};
inline constexpr std::array<double, 4> final_sums{-0.298758176, -0.0247593661, -0.938735982, 0};
inline constexpr std::array<double, 4> final_norms{3.35567345, 0.149146927, 2.37655828, 0.122631324};
}  // namespace clip_grad_norm

namespace clip_grad_value {
inline constexpr std::uint64_t key = 92000;
inline constexpr std::array<double, 10> losses{1.49988008, 1.59535873, 1.39714217, 1.71281421, 1.73500586,
                                               1.84509003, 1.19915569, 1.46929073, 1.21725082, 1.51825154};
inline constexpr std::array<double, 10> accuracies{0.375, 0.125, 0.125, 0.25,  0,
                                                   0.125, 0.75,  0.375, 0.375, 0.25};
inline constexpr std::array<double, 4> final_sums{2.31440342, 0.361662826, 0.158117932, -0.0550570013};
inline constexpr std::array<double, 4> final_norms{3.44480352, 0.431498435, 2.33925736, 0.165406146};
}  // namespace clip_grad_value

namespace accumulated {
inline constexpr std::uint64_t key = 93000;
inline constexpr std::array<double, 12> losses{1.47133899, 1.85756993, 1.52485681, 1.15705645,
                                               1.54726756, 1.49293983, 2.04653788, 1.6107626,
                                               2.02752233, 1.5375452,  1.60161316, 1.28947425};
inline constexpr std::array<double, 12> accuracies{0.375, 0.125, 0.125, 0.375, 0.375, 0.375,
                                                   0.125, 0,     0.125, 0.25,  0,     0.375};
inline constexpr std::array<double, 4> final_sums{5.57286447, -0.0833876906, 4.16356476, -0.00861494336};
inline constexpr std::array<double, 4> final_norms{3.50019236, 0.0822982133, 2.45643321, 0.0335442764};
}  // namespace accumulated

}  // namespace torch_figures
