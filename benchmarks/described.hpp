// SPDX-License-Identifier: MIT
#pragma once

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <fstream>
#include <string>
#include <vector>

#include "made_up.hpp"
#include "measure.hpp"

// A network as peers/networks.py reads it: layers, parameters, samples and what we make of them. Peers build
// theirs of these and are compared with our answer, so that nobody times another network.

namespace benchmarks {

/// What a layer's type says beside its kind, as members of a JSON object. A peer refuses a kind that it does
/// not know.
template <class Layer, class In>
std::string options_of() {
  std::string text;
  if constexpr (requires { Layer::template rows<In>.padding_total(); }) {
    constexpr WindowAxis rows = Layer::template rows<In>, columns = Layer::template columns<In>;
    const auto end = [](const WindowAxis& axis) { return axis.padding_total() - axis.padding_before(); };
    text += fmt::format(
        R"(, "window": [{}, {}], "stride": [{}, {}], "dilation": [{}, {}], "padding": [{}, {}, {}, {}])",
        rows.window, columns.window, rows.stride, columns.stride, rows.dilation, columns.dilation,
        rows.padding_before(), end(rows), columns.padding_before(), end(columns));
  }
  if constexpr (requires { Layer::options.groups; })
    text += fmt::format(R"(, "groups": {})", Layer::options.groups);
  if constexpr (requires { Layer::sides; })
    text += fmt::format(R"(, "padding": [{}, {}, {}, {}])", Layer::sides.top, Layer::sides.bottom,
                        Layer::sides.left, Layer::sides.right);
  if constexpr (requires { Layer::momentum; }) text += fmt::format(R"(, "momentum": {})", Layer::momentum);
  if constexpr (requires { Layer::epsilon; }) text += fmt::format(R"(, "epsilon": {})", Layer::epsilon);
  if constexpr (requires { Layer::rate; }) text += fmt::format(R"(, "rate": {})", Layer::rate);
  if constexpr (requires { Layer::negative_slope; })
    text += fmt::format(R"(, "negative_slope": {})", Layer::negative_slope);
  return text;
}

/// The layer's name; what a type of the same name does otherwise has a name of its own.
template <class Layer>
constexpr std::string_view kind_of = Layer::name;
template <Window Factor>
constexpr std::string_view kind_of<UpSampling2D<Factor, Bilinear>> = "bilinear_up_sampling2d";

template <class Net, int Index>
std::string described_layer() {
  using Layer = typename Net::template Layer<Index>;
  using In = typename Net::template InputOf<Index>;
  std::vector<std::string> parameters;
  for (const ParameterTensor& tensor : parameter_tensors<Net>)
    if (tensor.layer == Index)
      parameters.push_back(fmt::format(R"("{}": {{"shape": [{}], "offset": {}}})", tensor.spec.name,
                                       fmt::join(tensor.spec.shape, ", "), tensor.offset));
  return fmt::format(R"({{"kind": "{}", "inputs": [{}], "shape": [{}], "parameters": {{{}}}{}}})",
                     kind_of<Layer>, fmt::join(Net::sources[Index], ", "),
                     fmt::join(Net::template OutputOf<Index>::sizes, ", "), fmt::join(parameters, ", "),
                     options_of<Layer, In>());
}

/// A layer's inputs are indices of layers, -1 the network's input; offsets count floats.
template <class Setup>
std::string described() {
  using Net = typename Setup::Net;
  std::vector<std::string> layers;
  Net::for_each_layer([&]<int Index>() { layers.push_back(described_layer<Net, Index>()); });
  std::string_view loss;
  if constexpr (Trained<Setup>) loss = type_name<typename Setup::Loss>();
  return fmt::format("{{\"name\": \"{}\", \"loss\": \"{}\", \"shape\": [{}], \"layers\": [\n{}\n]}}\n",
                     Setup::name, loss, fmt::join(Net::Input::sizes, ", "), fmt::join(layers, ",\n"));
}

/// Writes NAME.json, and as 4-byte floats NAME.parameters, NAME.x (32 samples) and NAME.y (what we predict).
template <class Setup>
void describe(const std::string& folder) {
  using Net = typename Setup::Net;
  const auto write = [&](std::string_view ending, const auto& values) {
    std::ofstream file(fmt::format("{}/{}.{}", folder, Setup::name, ending), std::ios::binary);
    file.write(reinterpret_cast<const char*>(std::data(values)),
               static_cast<std::streamsize>(std::size(values) * sizeof(*std::data(values))));
    if (!file.flush()) require(Error("cannot write to ", folder));
  };
  const auto parameters = made_up_parameters<Net>();
  const MadeUp<Setup> samples(1, 32);
  std::vector<float> y(32 * Net::Output::size);
  const auto predictor = std::make_unique<Predictor<Net, Borrowed>>(*parameters);
  require(predictor->predict(samples.x(0), y));
  write("json", described<Setup>());
  write("parameters", parameters->values);
  write("x", samples.x(0));
  write("y", y);
}

}  // namespace benchmarks
