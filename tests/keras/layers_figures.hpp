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
// Parameters of rank 1 are not 0 here: an element is its initial value, 0 or 1, and (u(k, i) - 0.5) * 0.25.
// predictions are the outputs for the inputs of step 0 before that step, in float64.
//
// - residual: pictures (8, 8, 3); residual blocks with BatchNormalization, the second with strides; SGD 0.05,
//   momentum 0.9.
// - mobile: pictures (10, 10, 3); depthwise, separable, transposed and dilated convolutions,
//   LayerNormalization, UnitNormalization, PReLU and other activations; Adam 0.003.
// - branches: pictures (8, 6, 3); Concatenate, Multiply with a gate, poolings with same padding, UpSampling2D
//   nearest and bilinear, Cropping2D, activations; SGD 0.05, momentum 0.9.
// make_figures.py and train/keras_layers_test.cpp have each layer.

#include <array>
#include <cstddef>
#include <cstdint>

namespace keras_figures {

namespace residual {
inline constexpr std::uint64_t key = 50000;
inline constexpr std::size_t batch = 8;
inline constexpr std::array<double, 10> losses{1.24041307,  1.20895922,  0.795437694, 0.886014044,
                                               0.814980686, 0.886399209, 0.717357576, 0.631777525,
                                               0.875013888, 0.775116265};
inline constexpr std::array<double, 10> losses_in_double{
    1.24041293497,  1.20895934333,  0.795437707692, 0.886014132331, 0.814980648301,
    0.886399242167, 0.717357509997, 0.631777516285, 0.875013961317, 0.77511627074};
inline constexpr std::array<double, 10> accuracies{0.5,   0.25, 0.5,   0.625, 0.75,
                                                   0.625, 0.75, 0.875, 0.375, 0.625};
inline constexpr std::array<double, 24> predictions{
    0.427541592649, 0.33257004644,  0.239888360911, 0.536961919528, 0.306119761011, 0.15691831946,
    0.486776084387, 0.320320684915, 0.192903230698, 0.448637974351, 0.327944800876, 0.223417224774,
    0.468814853858, 0.320950017956, 0.210235128186, 0.439062610019, 0.326726377976, 0.234211012004,
    0.434958561384, 0.327680969069, 0.237360469547, 0.489524704036, 0.317199217536, 0.193276078428};
inline constexpr std::array<double, 28> final_sums{
    -0.552107189, 3.65159553,    0.0613997224, 0.213209264, 3.83911407,   -0.936887278, 3.69182378,
    0.18652311,   0.0357936984,  3.72740698,   -2.90683158, 3.91092402,   0.0399988908, -0.157642071,
    3.84527618,   0.192886753,   6.39154345,   0.196546167, -0.485529795, 3.11932188,   0.0448815275,
    6.13040286,   -0.0772997066, 0.19509384,   5.59890807,  -1.76823878,  -3.24668686,  0.14528878};
inline constexpr std::array<double, 28> final_norms{
    1.82850847,  1.83504676,  0.180313764, 0.186706191, 1.92412799,  2.07664232,  1.84943575,
    0.124869601, 0.102530769, 1.86632379,  2.17094417,  1.96819761,  0.209550659, 0.130050113,
    1.92508688,  2.20261787,  2.61462309,  0.133284623, 0.487344638, 1.27495143,  2.57039931,
    2.51599618,  0.218003354, 0.206852512, 2.29041413,  2.4392668,   2.02278578,  0.232437369};
inline constexpr std::array<double, 28> final_sums_in_double{
    -0.552109152787, 3.6515953174,   0.0613996122784, 0.213209180267, 3.83911379065,    -0.936888408807,
    3.69182388908,   0.186523144712, 0.035793679126,  3.72740677781,  -2.90683132285,   3.91092416178,
    0.0399988814902, -0.15764204611, 3.84527563638,   0.192888778402, 6.39154359673,    0.196546146965,
    -0.485529699326, 3.1193225082,   0.0448814481276, 6.13040290691,  -0.0772996691741, 0.195093822235,
    5.59890744572,   -1.7682384911,  -3.24668692704,  0.145288795233};
inline constexpr std::array<double, 28> final_norms_in_double{
    1.82850843376,  1.83504664777,  0.180313716778, 0.186706146028, 1.9241278469,  2.07664230271,
    1.84943580123,  0.124869621321, 0.102530767735, 1.86632369665,  2.17094420426, 1.9681976797,
    0.209550705858, 0.13005009955,  1.92508661042,  2.20261787827,  2.61462314803, 0.133284631081,
    0.487344726902, 1.27495168563,  2.57039931118,  2.51599620299,  0.21800338556, 0.206852499704,
    2.29041387825,  2.43926679325,  2.0227857228,   0.232437393606};
}  // namespace residual

namespace mobile {
inline constexpr std::uint64_t key = 60000;
inline constexpr std::size_t batch = 8;
inline constexpr std::array<double, 10> losses{1.12330747, 1.07822752, 1.30830538, 1.04924345, 1.09717298,
                                               1.09113586, 1.13164711, 1.12028658, 1.15733218, 1.08069301};
inline constexpr std::array<double, 10> losses_in_double{
    1.12330752234, 1.07822752348, 1.3083052983,  1.04924361266, 1.0971729684,
    1.09113580126, 1.13164711851, 1.12028660374, 1.15733208844, 1.08069296514};
inline constexpr std::array<double, 10> accuracies{0.375, 0.5,  0.125, 0.5, 0.375,
                                                   0.375, 0.25, 0.25,  0,   0.375};
inline constexpr std::array<double, 24> predictions{
    0.478100309029, 0.237011112547, 0.284888578424, 0.483928420657, 0.261991889348, 0.254079689994,
    0.498342226512, 0.233985983239, 0.267671790249, 0.466375036388, 0.24108666495,  0.292538298663,
    0.486369875941, 0.266634211387, 0.246995912672, 0.467565980535, 0.2626006872,   0.269833332265,
    0.500470663312, 0.253332256629, 0.246197080059, 0.494166227787, 0.245192319972, 0.260641452241};
inline constexpr std::array<double, 16> final_sums{0.00103810756, 0.231980835,  0.595631357, 0.139912471,
                                                   5.97017854,    0.0287146084, 1.84359305,  0.495927071,
                                                   -1.06927387,   -0.318270018, 2.40393771,  -0.0399025434,
                                                   -1.05476056,   0.107937455,  2.36643241,  0.154706802};
inline constexpr std::array<double, 16> final_norms{
    2.05864194, 0.192994828, 1.23773011, 0.147293172, 2.44116158, 0.204290832, 1.53222564, 1.21984535,
    2.44339817, 0.24498572,  2.50295158, 0.184562777, 2.40480182, 0.17593097,  1.98867491, 0.1302819};
inline constexpr std::array<double, 16> final_sums_in_double{
    0.00103846536905, 0.231980846483, 0.595631297376, 0.139912471368,  5.97017816396, 0.0287146234327,
    1.84359297096,    0.495927103376, -1.0692737859,  -0.318270070047, 2.40393773306, -0.0399025271194,
    -1.05476006145,   0.107937443951, 2.36643250986,  0.15470680071};
inline constexpr std::array<double, 16> final_norms_in_double{
    2.05864191757, 0.19299482022,  1.23773013502, 0.147293185161, 2.44116142492, 0.204290834354,
    1.5322256125,  1.21984533297,  2.44339823987, 0.24498575247,  2.50295160464, 0.184562782197,
    2.40480183387, 0.175930984429, 1.98867493632, 0.130281884494};
}  // namespace mobile

namespace branches {
inline constexpr std::uint64_t key = 70000;
inline constexpr std::size_t batch = 8;
inline constexpr std::array<double, 10> losses{1.15262341, 1.08903241,  1.12478328,  1.11081171, 1.03831863,
                                               1.06625152, 0.970493138, 0.927836001, 1.11302745, 1.05571759};
inline constexpr std::array<double, 10> losses_in_double{
    1.15262339044, 1.08903229704,  1.12478343841,  1.11081170014, 1.03831864758,
    1.06625163049, 0.970493095923, 0.927835984944, 1.11302746384, 1.05571753985};
inline constexpr std::array<double, 10> accuracies{0.375, 0.375, 0.375, 0.375, 0.375,
                                                   0.5,   1,     0.5,   0.375, 0.375};
inline constexpr std::array<double, 24> predictions{
    0.429901201075, 0.314339481497, 0.255759317428, 0.410996310596, 0.321173815752, 0.267829873652,
    0.440070550013, 0.303356822076, 0.256572627911, 0.417128963419, 0.324386154913, 0.258484881668,
    0.411297076451, 0.303626529413, 0.285076394136, 0.422326862648, 0.300201327374, 0.277471809978,
    0.429185471451, 0.309877523451, 0.260937005098, 0.436611567635, 0.313874872412, 0.249513559953};
inline constexpr std::array<double, 10> final_sums{-4.27916947,  0.166562592,   1.6362697,   -0.0790416058,
                                                   0.305447987,  0.00224773213, -3.04582202, -0.206463084,
                                                   -0.651110623, -0.163537174};
inline constexpr std::array<double, 10> final_norms{2.45952474, 0.155432777, 1.796137,   0.0578053983,
                                                    2.39758057, 0.215418266, 2.20844369, 0.384503259,
                                                    2.5003495,  0.0957243953};
inline constexpr std::array<double, 10> final_sums_in_double{
    -4.27916943604,  0.166562605547, 1.63626942016,  -0.0790415767851, 0.305447727189,
    0.0022477419264, -3.04582191802, -0.20646309955, -0.651110461011,  -0.163537174463};
inline constexpr std::array<double, 10> final_norms_in_double{
    2.45952463315,  0.155432785535, 1.79613690523,  0.0578053617294, 2.39758057749,
    0.215418263268, 2.20844366851,  0.384503248986, 2.50034948938,   0.0957243953628};
}  // namespace branches

}  // namespace keras_figures
