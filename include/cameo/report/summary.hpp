// SPDX-License-Identifier: MIT
#pragma once

#include <fmt/format.h>

#include <cstdio>
#include <iterator>
#include <string>

#include "cameo/net/parameters.hpp"
#include "cameo/plan/plan.hpp"
#include "cameo/report/names.hpp"

namespace cameo::inline CAMEO_ABI {

namespace detail {

template <class>
struct PlanFacts;
template <Network N, int Batch, bool Training, int Threads, bool Absorbed, int LabelWidth, class Stored>
struct PlanFacts<Plan<N, Batch, Training, Threads, Absorbed, LabelWidth, Stored>> {
  using Net = N;
  static constexpr bool training = Training;
  static constexpr bool small_weights = !std::same_as<Stored, Weights::float32>;
};

/// The plan of a Trainer or Predictor; a network alone is planned to predict one sample.
template <class Model>
struct PlanOf {
  using type = typename Model::Plan;
};
template <Network Net>
struct PlanOf<Net> {
  using type = Plan<Net, 1, false>;
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
  std::string text;
  [&]<int... Stage>(std::integer_sequence<int, Stage...>) {
    const auto look = [&](int stage, int first, int layers, std::string_view algorithm) {
      if (layer == first) append(text, "{} {}", stage, algorithm);
      if (layer > first && layer < first + layers) append(text, "{}", stage);
    };
    (look(Stage, Plan::Facts::first_layer[Stage], Plan::template Stage<Stage>::layers,
          Plan::template Stage<Stage>::algorithm),
     ...);
  }
  (std::make_integer_sequence<int, Plan::stages>{});
  return text;
}

template <class Net, class Plan>
void append_layers(std::string& text) {
  const std::string line(99, '-');
  append(text, "{:<32}{:<22}{:>12}{:>16}   {}\n{}\n", "Layer (type)", "Output Shape", "Param #",
         "Multiply-adds", "Stage", line);
  Net::for_each_layer([&]<int Index>() {
    using L = typename Net::template Layer<Index>;
    using In = typename Net::template InputOf<Index>;
    std::int64_t count = 0;
    for (const ParameterSpec& spec : L::template parameters<In>())
      count += static_cast<std::int64_t>(spec.shape.size());
    append(text, "{:<32}{:<22}{:>12}{:>16}   {}\n",
           fmt::format("{}{} ({})", L::name, layer_suffix<Net, Index>().data(), type_name<L>()),
           keras_shape<typename Net::template OutputOf<Index>>(), grouped(count),
           grouped(L::template multiply_adds<In>()), stage_of_layer<Plan>(Index));
  });
  append(text, "{}\n", line);
}

/// "forward 0": the pass of a group of stages.
template <class Plan>
std::string moment(int time) {
  if (time < Plan::groups) return fmt::format("forward {}", time);
  if (time == Plan::groups) return "loss";
  return fmt::format("backward {}", 2 * Plan::groups - time);
}

template <class Plan>
void append_memory_map(std::string& text) {
  append(text, "{:<20}{:>6}{:>14}{:>14}   {}\n{}\n", "Buffer", "Stage", "Offset", "Bytes",
         "Lifetime (group of stages)", std::string(99, '-'));
  for (const Buffer& buffer : Plan::memory_map) {
    const std::string stage = buffer.stage < 0 ? "" : fmt::format("{}", buffer.stage);
    append(text, "{:<20}{:>6}{:>14}{:>14}   {} to {}\n", buffer_name(buffer.kind), stage,
           grouped(static_cast<std::int64_t>(buffer.offset)),
           grouped(static_cast<std::int64_t>(buffer.bytes)), moment<Plan>(buffer.first),
           moment<Plan>(buffer.last));
  }
}

}  // namespace detail

/// A network, Trainer or Predictor as text: Keras's table of layers with multiply-adds of one sample and the
/// stage and algorithm that computes each layer; totals; sizeof; the SIMD target; every buffer of the arena.
///   fmt::print("{}", summary<decltype(trainer)>());
template <class Model>
std::string summary() {
  using Plan = typename detail::PlanOf<Model>::type;
  using Net = typename detail::PlanFacts<Plan>::Net;
  std::string text;
  detail::append_layers<Net, Plan>(text);
  detail::append(text, "Total params: {} ({})\n", grouped(Net::parameter_count),
                 mebibytes(static_cast<std::size_t>(Net::parameter_count) * sizeof(float)));
  if constexpr (detail::PlanFacts<Plan>::small_weights)
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
  detail::append(text, "\nArena for {} a batch of {}: {} bytes\n",
                 detail::PlanFacts<Plan>::training ? "training" : "predicting", Plan::batch,
                 grouped(static_cast<std::int64_t>(Plan::memory_map.bytes)));
  detail::append_memory_map<Plan>(text);
  return text;
}

template <class Model>
void print_summary(std::FILE* file = stdout) {
  fmt::print(file, "{}", summary<Model>());
}

}  // namespace cameo::inline CAMEO_ABI
