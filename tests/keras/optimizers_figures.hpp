// SPDX-License-Identifier: MIT
#pragma once

// Written by make_figures.py with Keras 3.15.1 (tensorflow).
//
// Formulas (formulas.hpp has them in C++), with u(k, i) = cameo::random_uniform(k, i) and
// b(k, i) = cameo::random_bits(k, i):
// - Parameter tensor t, in the order of get_weights(), has k = key + 1000 + t. Biases are 0. Element i of a
//   kernel is (2 u(k, i) - 1) * limit in float, with limit = float(sqrt(6.0 / (fan_in + fan_out))).
// - Inputs of step s have k = key + 2000 + s; i counts through the whole batch (n, height, width, channels).
// - Labels of step s have k = key + 3000 + s; sample n is of class b(k, n) % classes.
// - Pictures are u(k, i), plus 0.5f * class in columns below width / 2.
// - Vectors are 2 u(k, i) - 1. Bytes are b(k, i) >> 56.
//
// losses and accuracies are those of the step's batch before its update. final_sums and final_norms (sum and
// L2 norm of each tensor, added in double) are those after the last step, in the order of get_weights().
// *_in_double is the same training in float64: the distance between the two is the noise of float32.
//
// All train tanh_mlp: vectors of 10, 4 classes as one-hot rows; Dense 16 tanh, Dense 4 softmax; categorical
// cross-entropy. Weight decay leaves out biases.
// - adamw: AdamW 0.01, weight decay 0.3. - sgdw: SGD 0.1, momentum 0.9, weight decay 0.1.
// - clip_value, clip_norm, global_clip_norm: SGD 0.3, momentum 0.9, limits 0.02, 0.15 and 0.2.
// - accumulated: Adam 0.01, a step for 4 batches. - accumulated_and_clipped: AdamW 0.01, weight decay 0.3,
//   global_clipnorm 0.1, a step for 3 batches.

#include <array>
#include <cstddef>
#include <cstdint>

namespace keras_figures {

namespace adamw {
inline constexpr std::uint64_t key = 80000;
inline constexpr std::size_t batch = 8;
inline constexpr std::array<double, 10> losses{1.13119733, 1.37268209, 1.55158401, 1.50263774, 1.94799185,
                                               1.38265991, 1.49641991, 1.29141617, 1.58048606, 1.49426818};
inline constexpr std::array<double, 10> losses_in_double{
    1.13119729384, 1.37268212273, 1.55158412741, 1.50263780433, 1.94799202519,
    1.38265992588, 1.49641980624, 1.29141619781, 1.58048620068, 1.49426830081};
inline constexpr std::array<double, 10> accuracies{0.5, 0.25, 0.125, 0.375, 0.125, 0.25, 0.375, 0.5, 0.25, 0};
inline constexpr std::array<double, 4> final_sums{-3.99195497, -0.0522915805, -2.41987116, -0.00349680008};
inline constexpr std::array<double, 4> final_norms{3.29043329, 0.108057605, 2.65912922, 0.0585190006};
inline constexpr std::array<double, 4> final_sums_in_double{-3.99195544323, -0.0522915515231, -2.41987129867,
                                                            -0.00349681176722};
inline constexpr std::array<double, 4> final_norms_in_double{3.2904333034, 0.108057673228, 2.65912915891,
                                                             0.0585190436266};
}  // namespace adamw

namespace sgdw {
inline constexpr std::uint64_t key = 81000;
inline constexpr std::size_t batch = 8;
inline constexpr std::array<double, 10> losses{1.19847524, 1.36279261, 1.4149704,  1.19890857, 1.52897573,
                                               1.36748302, 1.19458365, 1.37437415, 1.43602204, 1.31040549};
inline constexpr std::array<double, 10> losses_in_double{
    1.1984752933,  1.36279258854, 1.4149704162,  1.19890862798, 1.52897583288,
    1.36748310664, 1.19458368308, 1.37437407547, 1.43602199629, 1.31040554368};
inline constexpr std::array<double, 10> accuracies{0.375, 0.375, 0.375, 0.5,  0.125,
                                                   0.375, 0.625, 0.375, 0.25, 0.125};
inline constexpr std::array<double, 4> final_sums{2.18416229, 0.427542123, 1.036556, 1.11758709e-08};
inline constexpr std::array<double, 4> final_norms{3.46778449, 0.368927384, 2.41438659, 0.293827688};
inline constexpr std::array<double, 4> final_sums_in_double{2.18416241075, 0.427542073454, 1.03655624271,
                                                            -2.01227923213e-16};
inline constexpr std::array<double, 4> final_norms_in_double{3.4677844774, 0.368927370755, 2.41438666839,
                                                             0.293827699839};
}  // namespace sgdw

namespace clip_value {
inline constexpr std::uint64_t key = 82000;
inline constexpr std::size_t batch = 8;
inline constexpr std::array<double, 10> losses{1.67152107, 1.69696307, 1.30374146, 1.38247681, 1.65637398,
                                               1.61789942, 1.68970644, 1.35406017, 1.22145104, 1.48691273};
inline constexpr std::array<double, 10> losses_in_double{
    1.67152103592, 1.69696309299, 1.3037414467,  1.38247684122, 1.65637388675,
    1.61789942473, 1.6897064927,  1.35406011657, 1.22145099797, 1.48691271241};
inline constexpr std::array<double, 10> accuracies{0.25, 0.375, 0.25, 0.375, 0.125, 0.375, 0, 0.5, 0.5, 0.25};
inline constexpr std::array<double, 4> final_sums{3.93945435, -0.0198028339, 0.785071664, -0.0533248028};
inline constexpr std::array<double, 4> final_norms{3.4983906, 0.210411231, 2.43269694, 0.0447262127};
inline constexpr std::array<double, 4> final_sums_in_double{3.9394548771, -0.0198029659933, 0.785071562759,
                                                            -0.0533248011797};
inline constexpr std::array<double, 4> final_norms_in_double{3.49839061778, 0.21041122882, 2.43269695181,
                                                             0.0447262196493};
}  // namespace clip_value

namespace clip_norm {
inline constexpr std::uint64_t key = 83000;
inline constexpr std::size_t batch = 8;
inline constexpr std::array<double, 10> losses{1.56281352, 1.4087249,  1.37219477, 1.64531589, 1.20439053,
                                               1.52979636, 1.55787158, 1.64992857, 1.77026284, 1.83202076};
inline constexpr std::array<double, 10> losses_in_double{
    1.56281352506, 1.40872484533, 1.37219478673, 1.64531587471, 1.20439045105,
    1.52979637132, 1.55787158721, 1.64992850096, 1.77026282304, 1.83202075771};
inline constexpr std::array<double, 10> accuracies{0.25, 0.5, 0.375, 0.125, 0.375, 0.375, 0.25, 0.25, 0, 0};
inline constexpr std::array<double, 4> final_sums{4.11924754, -0.149022654, 1.00076206, -1.08033419e-07};
inline constexpr std::array<double, 4> final_norms{3.52241713, 0.346221055, 2.46788353, 0.303199747};
inline constexpr std::array<double, 4> final_sums_in_double{4.11924720412, -0.149022811584, 1.0007620838,
                                                            8.32667268469e-17};
inline constexpr std::array<double, 4> final_norms_in_double{3.5224171439, 0.346221000411, 2.467883599,
                                                             0.303199730561};
}  // namespace clip_norm

namespace global_clip_norm {
inline constexpr std::uint64_t key = 84000;
inline constexpr std::size_t batch = 8;
inline constexpr std::array<double, 10> losses{1.52382684, 1.76328135, 1.74745202, 1.62449718, 1.46018732,
                                               1.41255105, 1.37489498, 1.50799656, 1.46671724, 1.30201447};
inline constexpr std::array<double, 10> losses_in_double{
    1.52382677287, 1.7632814598,  1.74745196067, 1.62449725311, 1.46018734738,
    1.41255100221, 1.37489507828, 1.50799662161, 1.46671714481, 1.30201452471};
inline constexpr std::array<double, 10> accuracies{0.25,  0.25, 0.125, 0.125, 0.25,
                                                   0.375, 0.5,  0.125, 0.25,  0.5};
inline constexpr std::array<double, 4> final_sums{4.19797914, -0.0752734982, 0.289682054, -7.4505806e-09};
inline constexpr std::array<double, 4> final_norms{3.32226465, 0.18920673, 2.02579247, 0.248882822};
inline constexpr std::array<double, 4> final_sums_in_double{4.19797950939, -0.0752735284228, 0.289681904949,
                                                            5.72458747072e-17};
inline constexpr std::array<double, 4> final_norms_in_double{3.32226464666, 0.189206742385, 2.02579249934,
                                                             0.248882809495};
}  // namespace global_clip_norm

namespace accumulated {
inline constexpr std::uint64_t key = 85000;
inline constexpr std::size_t batch = 8;
inline constexpr std::array<double, 12> losses{1.56959116, 1.30147004, 1.4512651,  1.40618229,
                                               1.62592804, 1.47738838, 1.54706812, 1.40987158,
                                               1.65353847, 1.52059269, 1.513165,   1.36017847};
inline constexpr std::array<double, 12> losses_in_double{
    1.56959124575, 1.30147005455, 1.45126508064, 1.40618230812, 1.62592803852, 1.47738847344,
    1.54706800311, 1.40987164839, 1.65353846777, 1.52059271885, 1.51316490262, 1.36017848748};
inline constexpr std::array<double, 12> accuracies{0.25,  0.375, 0.25,  0.25,  0.125, 0.25,
                                                   0.125, 0.25,  0.125, 0.125, 0.125, 0.375};
inline constexpr std::array<double, 4> final_sums{4.53330998, -0.0220921501, -2.20975581, -0.00855490239};
inline constexpr std::array<double, 4> final_norms{3.4971106, 0.0842060261, 2.33552084, 0.0363255319};
inline constexpr std::array<double, 4> final_sums_in_double{4.53331026263, -0.0220921331528, -2.20975597649,
                                                            -0.00855490660319};
inline constexpr std::array<double, 4> final_norms_in_double{3.49711059011, 0.0842060579971, 2.33552084,
                                                             0.03632554509};
}  // namespace accumulated

namespace accumulated_and_clipped {
inline constexpr std::uint64_t key = 86000;
inline constexpr std::size_t batch = 8;
inline constexpr std::array<double, 12> losses{1.20550513, 1.52410746, 1.5203588,  1.4730916,
                                               1.61193013, 1.55618501, 1.54075098, 1.72519732,
                                               1.66761744, 1.47719502, 1.68581378, 1.39215565};
inline constexpr std::array<double, 12> losses_in_double{
    1.20550510232, 1.52410740668, 1.52035881102, 1.4730915742,  1.61193004313, 1.55618493972,
    1.54075097421, 1.72519716527, 1.66761731799, 1.47719492012, 1.68581379569, 1.39215556462};
inline constexpr std::array<double, 12> accuracies{0.5,   0.125, 0.25,  0.375, 0.25,  0.25,
                                                   0.375, 0,     0.125, 0.125, 0.125, 0.25};
inline constexpr std::array<double, 4> final_sums{-0.0942500783, 0.042045041, -4.03977525, -0.0349785835};
inline constexpr std::array<double, 4> final_norms{3.46045657, 0.098025723, 2.43188937, 0.0450465956};
inline constexpr std::array<double, 4> final_sums_in_double{-0.0942498831097, 0.0420450941014, -4.03977514461,
                                                            -0.0349786311203};
inline constexpr std::array<double, 4> final_norms_in_double{3.46045657432, 0.0980257780346, 2.43188928421,
                                                             0.0450466444069};
}  // namespace accumulated_and_clipped

}  // namespace keras_figures
