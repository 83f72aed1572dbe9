// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <span>
#include <string_view>

#include "cameo/face/dlib_stream.hpp"
#include "cameo/layers/activations.hpp"
#include "cameo/layers/conv2d.hpp"
#include "cameo/layers/dense.hpp"
#include "cameo/layers/pad_channels.hpp"
#include "cameo/layers/pooling2d.hpp"
#include "cameo/layers/zero_padding2d.hpp"
#include "cameo/net/parameters.hpp"

namespace cameo::inline CAMEO_ABI {

namespace detail {

/// One pass over the bytes of a network that dlib has saved. Its layers follow one another as in Net, but for
/// the padding, which dlib does without a layer; each convolution is followed by its scale and shift.
template <Network Net>
class DlibNetwork {
 public:
  DlibNetwork(std::span<const std::byte> bytes, std::string_view where) : in_(bytes, where) {}

  /// Fills `parameters`, if there are any, with what may be wrong.
  Error read(Parameters<Net>* parameters) {
    parameters_ = parameters;
    read_loss();
    read_input();
    Net::for_each_layer([&]<int Index>() { read_layer<Index>(typename Net::template Layer<Index>{}); });
    if (!in_.error() && !in_.at_end()) in_.expected("the end of the file");
    return in_.error();
  }

 private:
  using Values = std::span<const std::byte>;  // float32, the lowest byte first

  static double value(Values values, std::size_t index) {
    return static_cast<double>(read_number<float>(values.data() + index * sizeof(float)));
  }

  void read_loss() {
    in_.expect(1, "the version of the loss");
    if (in_.text() != "loss_metric_2")
      return in_.expected("the loss 'loss_metric_2' (is it dlib's network for faces?)");
    in_.real();
    in_.real();
  }

  /// Before the first layer stands a version of each layer, the last one's first.
  void read_input() {
    std::int64_t version = in_.integer();
    while (version == 1 || version == 2) version = in_.integer();
    if (version != 3) return in_.expected("version 3 of the first layer");
    if (in_.text() != "input_rgb_image_sized") return in_.expected("the input 'input_rgb_image_sized'");
    for (double& mean : means_) mean = in_.real();
    in_.expect(Net::Input::height, "the height of the input");
    in_.expect(Net::Input::width, "the width of the input");
  }

  /// Numbers of the training that dlib saves with each layer.
  void skip_training() {
    for (int flag = 0; flag < 3; ++flag) in_.boolean();
    for (int tensor = 0; tensor < 3; ++tensor) in_.tensor();
  }

  void read_kind(std::string_view kind) {
    const std::string_view found = in_.text();
    if (in_.error() || found == kind) return;
    in_.expected(Text("the layer '", kind, "', not '", found, "'").view());
  }

  void read_window(Window window, Stride stride) {
    in_.expect(window.rows, "the height of a window");
    in_.expect(window.columns, "the width of a window");
    in_.expect(stride.rows, "the stride from row to row");
    in_.expect(stride.columns, "the stride from column to column");
  }

  Values read_values(std::size_t count) {
    const Values values = in_.tensor();
    if (in_.error()) return {};
    if (values.size() != count * sizeof(float)) {
      in_.expected(Text(count, " values, not ", values.size() / sizeof(float)).view());
      return {};
    }
    for (std::size_t i = 0; i < count; ++i)
      if (!std::isfinite(value(values, i))) in_.expected(Text("finite values, not that of index ", i).view());
    return in_.error() ? Values() : values;
  }

  template <int Index>
  std::array<std::span<float>, 2> tensors_of_layer() {
    std::array<std::span<float>, 2> found;
    std::size_t next = 0;
    for (const ParameterTensor& tensor : parameter_tensors<Net>)
      if (tensor.layer == Index) found[next++] = parameters_->of(tensor);
    return found;
  }

  template <int Index, int Filters, Window Size, Conv Options>
  void read_layer(Conv2D<Filters, Size, Options>) {
    using In = typename Net::template InputOf<Index>;
    static_assert(Options.groups == 1 && Options.dilation == Stride(1) && Options.bias);
    static_assert(Index > 0 || Options.padding == Valid, "the means of the input would have to be padded");
    constexpr std::size_t filters = Filters, of_filter = static_cast<std::size_t>(Size.area()) * In::channels;
    read_kind("con_4");
    const Values kernel = read_values(filters * of_filter + filters);
    in_.expect(Filters, "the number of filters");
    read_window(Size, Options.stride);
    constexpr int padding = Options.padding == Same ? (Size.rows - 1) / 2 : 0;
    in_.expect(padding, "the padding above a picture");
    in_.expect(padding, "the padding beside a picture");
    for (int tensor = 0; tensor < 2; ++tensor) in_.alias();
    for (int rate = 0; rate < 4; ++rate) in_.real();
    skip_training();
    if (Index == 0) in_.expect(1, "the samples that one picture makes");

    read_kind("affine_");
    const Values affine = read_values(2 * filters);
    for (int tensor = 0; tensor < 2; ++tensor) in_.alias();
    in_.expect(0, "the mode of a layer that scales and shifts channels");
    skip_training();
    if (parameters_ && !in_.error())
      fold<In::channels, Size.area(), Index == 0>(kernel, affine, filters, tensors_of_layer<Index>());
  }

  /// kernel (filters, channels, area) and bias (filters), scaled and shifted by affine (2, filters), as
  /// kernel (area, channels, filters) and bias. The first convolution meets values from 0 to 1 where dlib's
  /// meets (255 * value - mean) / 256.
  template <std::size_t Channels, std::size_t Area, bool First>
  void fold(Values kernel, Values affine, std::size_t filters, std::array<std::span<float>, 2> out) const {
    for (std::size_t f = 0; f < filters; ++f) {
      const double scale = value(affine, f);
      double bias = scale * value(kernel, filters * Channels * Area + f) + value(affine, filters + f);
      for (std::size_t c = 0; c < Channels; ++c)
        for (std::size_t a = 0; a < Area; ++a) {
          const double weight = scale * value(kernel, (f * Channels + c) * Area + a);
          if (First) bias -= weight * means_[c] / 256;
          out[0][(a * Channels + c) * filters + f] = static_cast<float>(First ? weight * 255 / 256 : weight);
        }
      out[1][f] = static_cast<float>(bias);
    }
  }

  template <int Index>
  void read_layer(ReLU) {
    read_kind("relu_");
    skip_training();
  }

  template <int Index>
  void read_layer(join::Add) {
    read_kind("add_prev_");
    skip_training();
  }

  template <int Index, Window Size, Stride Step>
  void read_layer(MaxPooling2D<Size, Step, Valid>) {
    read_pooling("max_pool_2", Size, Step);
  }
  template <int Index, Window Size, Stride Step>
  void read_layer(AveragePooling2D<Size, Step, Valid>) {
    read_pooling("avg_pool_2", Size, Step);
  }
  template <int Index>
  void read_layer(GlobalAveragePooling2D) {
    read_pooling("avg_pool_2", {0, 0}, 1);  // a window of 0 is the whole picture
  }
  void read_pooling(std::string_view kind, Window window, Stride stride) {
    read_kind(kind);
    read_window(window, stride);
    in_.expect(0, "the padding above a picture");
    in_.expect(0, "the padding beside a picture");
    skip_training();
  }

  template <int Index, int Channels>
  void read_layer(PadChannels<Channels>) {}
  template <int Index, int... Sides>
  void read_layer(ZeroPadding2D<Sides...>) {}

  template <int Index, int Units, DenseOptions Options>
  void read_layer(Dense<Units, Options>) {
    constexpr auto inputs = static_cast<std::size_t>(Net::template InputOf<Index>::size);
    static_assert(!Dense<Units, Options>::options.bias);
    read_kind("fc_2");
    in_.expect(Units, "the number of outputs");
    in_.expect(static_cast<std::int64_t>(inputs), "the number of inputs");
    const Values kernel = read_values(inputs * Units);
    for (int tensor = 0; tensor < 2; ++tensor) in_.alias();
    in_.expect(1, "the mode of a dense layer without bias");
    for (int rate = 0; rate < 4; ++rate) in_.real();
    skip_training();
    if (!parameters_ || in_.error()) return;
    const std::span<float> out = tensors_of_layer<Index>()[0];
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<float>(value(kernel, i));
  }

  DlibStream in_;
  std::array<double, 3> means_{};
  Parameters<Net>* parameters_ = nullptr;
};

}  // namespace detail

/// Reads a network that dlib has saved, such as dlib_face_recognition_resnet_model_v1.dat for FaceResNet,
/// into the parameters of the same network; `where` names the file in errors. The scale and shift after a
/// convolution is folded into it, and dlib's (pixel - mean) / 256 into the first one, which sees pixels
/// over 255. Errors: the bytes are of another network or another version of dlib's, cut off, or hold values
/// that are not finite; the parameters are as they were then.
template <Network Net>
Error load_dlib_weights(std::span<const std::byte> bytes, std::string_view where,
                        Parameters<Net>& parameters) {
  if (Error error = detail::DlibNetwork<Net>(bytes, where).read(nullptr)) return error;
  return detail::DlibNetwork<Net>(bytes, where).read(&parameters);
}

}  // namespace cameo::inline CAMEO_ABI
