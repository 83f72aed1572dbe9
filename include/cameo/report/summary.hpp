// SPDX-License-Identifier: MIT
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <iterator>
#include <string>

#include "cameo/net/parameters.hpp"
#include "cameo/plan/plan.hpp"
#include "cameo/report/names.hpp"

namespace cameo::inline CAMEO_ABI {

namespace detail {

/// The plan of a Trainer or Predictor; a network alone is planned to predict one sample.
template <class Model>
struct PlanOf {
  using type = typename Model::Plan;
};
template <Network Net>
struct PlanOf<Net> {
  using type = plan::Plan<Net, plan::PlanOptions{}>;
};

template <class... Arguments>
void append(std::string& text, fmt::format_string<Arguments...> format, Arguments&&... arguments) {
  fmt::format_to(std::back_inserter(text), format, std::forward<Arguments>(arguments)...);
}

/// "(None, 62, 62, 32)"
template <class Shape>
std::string keras_shape() {
  std::string text = "(None";
  for (int size : Shape::sizes) append(text, ", {}", size);
  return text + ')';
}

/// "0 winograd" for the first layer of stage 0, "0" for the others, "" for a layer that computes nothing.
template <class Plan>
std::string stage_of_layer(int layer) {
  for (int stage = 0; stage < Plan::stages; ++stage) {
    const plan::StageFact& fact = plan::at(Plan::Lowering::facts, stage);
    if (layer == fact.first_layer)
      return fmt::format("{} {}", stage, plan::at(Plan::Lowering::algorithms, stage));
    if (layer > fact.first_layer && layer < fact.first_layer + fact.layers) return fmt::format("{}", stage);
  }
  return "";
}

template <class Net>
std::string layer_name(int layer) {
  if (layer < 0) return "input";
  const LayerName& name = plan::at(layer_names<Net>, layer);
  return fmt::format("{}{}", name.name, name.suffix_view());
}

/// The layers that a layer reads.
template <class Net>
std::string connected_to(int layer) {
  const Sources& sources = plan::at(Net::sources, layer);
  std::string text;
  for (const int source : sources) append(text, "{}{}", text.empty() ? "" : ", ", layer_name<Net>(source));
  return text;
}

/// "  conv2d_1 (Conv2D)", deeper in branches.
template <class Net, int Index>
std::string layer_and_type() {
  const std::string indent(static_cast<std::size_t>(2 * Net::depths[Index]), ' ');
  return fmt::format("{}{} ({})", indent, layer_name<Net>(Index),
                     type_name<typename Net::template Layer<Index>>());
}

template <class Net, class Plan>
void append_layers(std::string& text) {
  const bool joins = std::any_of(Net::sources.begin(), Net::sources.end(),
                                 [](const Sources& sources) { return sources.count > 1; });
  std::size_t width = 32, connected = joins ? 28 : 0;
  Net::for_each_layer([&]<int Index>() {
    width = (std::max)(width, layer_and_type<Net, Index>().size() + 2);
    if (joins) connected = (std::max)(connected, connected_to<Net>(Index).size() + 2);
  });
  const std::string line(width + connected + 67, '-');
  append(text, "{:<{}}{:<22}{:>12}{:>16}   {:<{}}{}\n{}\n", "Layer (type)", width, "Output Shape", "Param #",
         "Multiply-adds", joins ? "Connected to" : "", connected, "Stage", line);
  Net::for_each_layer([&]<int Index>() {
    using LayerType = typename Net::template Layer<Index>;
    using In = typename Net::template InputOf<Index>;
    std::int64_t count = 0;
    for (const ParameterSpec& spec : LayerType::template parameters<In>())
      count += static_cast<std::int64_t>(spec.shape.size());
    append(text, "{:<{}}{:<22}{:>12}{:>16}   {:<{}}{}\n", layer_and_type<Net, Index>(), width,
           keras_shape<typename Net::template OutputOf<Index>>(), grouped(count),
           grouped(LayerType::template multiply_adds<In>()), joins ? connected_to<Net>(Index) : "", connected,
           stage_of_layer<Plan>(Index));
  });
  append(text, "{}\n", line);
}

/// "forward 0": the pass of a stage.
template <class Plan>
std::string time_name(int time) {
  if (time < Plan::stages) return fmt::format("forward {}", time);
  if (time == Plan::stages) return "loss";
  return fmt::format("backward {}", 2 * Plan::stages - time);
}

template <class Plan>
void append_memory_map(std::string& text) {
  append(text, "{:<20}{:>6}{:>14}{:>14}   {}\n{}\n", "Buffer", "Stage", "Offset", "Bytes",
         "Lifetime (stages)", std::string(99, '-'));
  for (const plan::Buffer& buffer : Plan::memory_map) {
    const std::string stage = buffer.stage < 0 ? "" : fmt::format("{}", buffer.stage);
    append(text, "{:<20}{:>6}{:>14}{:>14}   {} to {}\n", buffer_name(buffer.kind), stage,
           grouped(static_cast<std::int64_t>(buffer.offset)),
           grouped(static_cast<std::int64_t>(buffer.bytes)), time_name<Plan>(buffer.first),
           time_name<Plan>(buffer.last));
  }
}

}  // namespace detail

/// A network, Trainer or Predictor as text: Keras's table of layers with multiply-adds of one sample and the
/// stage and algorithm that computes each layer; totals; sizeof; the SIMD target; every buffer of the arena.
///   fmt::print("{}", summary<decltype(trainer)>());
template <class Model>
std::string summary() {
  using Plan = typename detail::PlanOf<Model>::type;
  using Net = typename Plan::Network;
  std::string text;
  detail::append_layers<Net, Plan>(text);
  detail::append(text, "Total params: {} ({})\n", grouped(Net::parameter_count),
                 mebibytes(static_cast<std::size_t>(Net::parameter_count) * sizeof(float)));
  if constexpr (Net::trainable_count != Net::parameter_count)
    detail::append(text, "Trainable params: {}, non-trainable params: {}\n", grouped(Net::trainable_count),
                   grouped(Net::parameter_count - Net::trainable_count));
  if constexpr (Plan::small_weights)
    detail::append(text, "Parameters as stored: {}\n", mebibytes(sizeof(typename Model::ParametersType)));
  detail::append(text, "Multiply-adds of one sample, forward: {}\n", grouped(Net::multiply_adds));
  if constexpr (!Network<Model>)
    detail::append(text, "sizeof {}: {} bytes ({}), of which arena {}\n", type_name<Model>(),
                   grouped(static_cast<std::int64_t>(sizeof(Model))), mebibytes(sizeof(Model)),
                   grouped(static_cast<std::int64_t>(Plan::memory_map.bytes)));
  detail::append(text, "SIMD target: {}\n", target_name);
  if (simd_is_missing)
    text +=
        "*** WARNING: compiled without SIMD instructions, many times slower than this CPU can be.\n"
        "*** Compile with -march=native, or for other machines with -march=x86-64-v3 -maes -mpclmul.\n";
  detail::append(text, "\nArena for {} a batch of {}: {} bytes, of which {} are alive at its peak, {}\n",
                 Plan::options.training ? "training" : "predicting", Plan::options.batch,
                 grouped(static_cast<std::int64_t>(Plan::memory_map.bytes)),
                 grouped(static_cast<std::int64_t>(Plan::memory_map.peak.bytes)),
                 detail::time_name<Plan>(Plan::memory_map.peak.time));
  detail::append_memory_map<Plan>(text);
  return text;
}

template <class Model>
void print_summary(std::FILE* file = stdout) {
  fmt::print(file, "{}", summary<Model>());
}

}  // namespace cameo::inline CAMEO_ABI
