// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>

#include "cameo/core/abi.hpp"

namespace cameo::inline CAMEO_ABI {

/// The pixels of a window: Window{3, 5} is 3 rows high and 5 columns wide, 3 alone stands for Window{3, 3}.
struct Window {
  int rows, columns;

  constexpr Window(int side) : rows(side), columns(side) {}
  constexpr Window(int r, int c) : rows(r), columns(c) {}
  constexpr int area() const { return rows * columns; }
  constexpr bool positive() const { return rows >= 1 && columns >= 1; }
  bool operator==(const Window&) const = default;
};

/// Pixels from one window to the one below and to the one on its right; 2 alone stands for {2, 2}.
struct Stride {
  int rows, columns;

  constexpr Stride(int both) : rows(both), columns(both) {}
  constexpr Stride(int r, int c) : rows(r), columns(c) {}
  constexpr Stride(Window side_by_side) : rows(side_by_side.rows), columns(side_by_side.columns) {}
  constexpr bool positive() const { return rows >= 1 && columns >= 1; }
  bool operator==(const Stride&) const = default;
};

/// Zeros along one axis.
struct AxisPadding {
  bool same = false;  ///< as many as Same wants
  int before = 0, after = 0;
};

/// What stands around an image, zeros for a convolution.
///   Valid                        nothing: windows stay inside the image
///   Same                         output = ceil(input / stride), as TensorFlow pads: the odd row and column
///                                go below and to the right
///   {top, bottom, left, right}   so many rows and columns, as PyTorch, ONNX and dlib pad; 1 alone stands for
///                                {1, 1, 1, 1}, {1, 2} for {1, 1, 2, 2}
struct Padding {
  bool same = false;
  int top = 0, bottom = 0, left = 0, right = 0;

  constexpr Padding() = default;
  constexpr Padding(int all) : Padding(all, all, all, all) {}
  constexpr Padding(int above_and_below, int left_and_right)
      : Padding(above_and_below, above_and_below, left_and_right, left_and_right) {}
  constexpr Padding(int t, int b, int l, int r) : top(t), bottom(b), left(l), right(r) {}
  static constexpr Padding as_needed() {
    Padding padding;
    padding.same = true;
    return padding;
  }

  constexpr AxisPadding rows() const { return {same, top, bottom}; }
  constexpr AxisPadding columns() const { return {same, left, right}; }
  constexpr bool negative() const { return (std::min)({top, bottom, left, right}) < 0; }
  bool operator==(const Padding&) const = default;
};
inline constexpr Padding Valid{}, Same = Padding::as_needed();

/// Windows along one axis.
struct WindowAxis {
  int input, window, stride;
  AxisPadding padding;
  int dilation = 1;  ///< from one pixel of a window to the next

  /// From the first pixel of a window to the last, both included.
  constexpr int reach() const { return (window - 1) * dilation + 1; }
  constexpr bool fits() const { return padding.same || reach() <= input + padding.before + padding.after; }

  constexpr int output() const {
    const int span = padding.same ? input - 1 : input + padding.before + padding.after - reach();
    return stride > 0 ? (std::max)((span + stride) / stride, 1) : 1;
  }
  constexpr int padding_before() const { return padding.same ? same_total() / 2 : padding.before; }
  constexpr int padding_total() const { return padding.same ? same_total() : padding.before + padding.after; }

  /// Pixels of a window, in order, that are of the input and not of its padding: first .. end - 1, or none.
  struct Inside {
    int first, end;
  };
  constexpr Inside inside(int at) const {
    const int begin = at * stride - padding_before();
    return {begin >= 0 ? 0 : (std::min)((dilation - 1 - begin) / dilation, window),
            input > begin ? (std::min)((input - begin + dilation - 1) / dilation, window) : 0};
  }
  /// Windows whose pixel `pixel` is of the input, those first .. end - 1.
  constexpr Inside windows_with(int pixel) const {
    const int before = padding_before() - pixel * dilation;
    const int first = before > 0 ? (before + stride - 1) / stride : 0,
              end = input + before > 0 ? (input + before - 1) / stride + 1 : 0;
    return {(std::min)(first, output()), (std::min)(end, output())};
  }
  /// Windows that see no padding, those first .. end - 1.
  constexpr Inside whole_windows() const {
    const int first = (std::min)((padding_before() + stride - 1) / stride, output()),
              last = input + padding_before() - reach();
    return {first, std::clamp(last < 0 ? 0 : last / stride + 1, first, output())};
  }

  /// The axis along which the input's gradient is a convolution of the output's, by the kernel turned around.
  constexpr WindowAxis turned() const {
    const int last = reach() - 1, before = padding_before(), after = padding_total() - before;
    return {output(), window, 1, {false, last - before, last - after}, dilation};
  }
  /// It is, where windows step by 1 and none sees padding alone.
  constexpr bool can_turn() const {
    return stride == 1 && turned().padding.before >= 0 && turned().padding.after >= 0;
  }

 private:
  constexpr int same_total() const { return (std::max)((output() - 1) * stride + reach() - input, 0); }
};

template <class In>
constexpr WindowAxis window_rows(Window window, Stride stride, Padding padding, Stride dilation = 1) {
  return {In::height, window.rows, stride.rows, padding.rows(), dilation.rows};
}
template <class In>
constexpr WindowAxis window_columns(Window window, Stride stride, Padding padding, Stride dilation = 1) {
  return {In::width, window.columns, stride.columns, padding.columns(), dilation.columns};
}

}  // namespace cameo::inline CAMEO_ABI
