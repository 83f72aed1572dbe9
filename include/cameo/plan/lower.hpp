// SPDX-License-Identifier: MIT
#pragma once

#include <boost/hana/type.hpp>

#include "cameo/layers/activations.hpp"
#include "cameo/layers/conv2d.hpp"
#include "cameo/layers/dense.hpp"
#include "cameo/layers/pooling2d.hpp"
#include "cameo/net/weights.hpp"
#include "cameo/plan/activated_add.hpp"
#include "cameo/plan/conv_block.hpp"
#include "cameo/plan/dense_block.hpp"
#include "cameo/plan/folded_layer_stage.hpp"
#include "cameo/plan/layer_stage.hpp"
#include "cameo/plan/memory.hpp"
#include "cameo/plan/normalization_block.hpp"

namespace cameo::inline CAMEO_ABI::plan {

/// The most layers that one stage computes.
inline constexpr int longest_run = 4;

/// The stage that computes the longest run of layers, of those that follow one another and whose values
/// nobody else reads. Each family of stages has a specialisation.
template <class In, bool Training, class Stored, class First, class... Next>
struct Fuse {
  using Stage = LayerStage<In, First>;
};

template <class LayerType>
concept Normalizes = is_batch_normalization<LayerType>;

/// A predictor's layers take in the BatchNormalization behind them, and depthwise ones an activation.
template <class In, class Stored, Folds First, Normalizes Second, class... Next>
struct Fuse<In, false, Stored, First, Second, Next...> {
  using Stage = FoldedLayerStage<In, First, Second, typename FusedActivation<First, Next...>::type>;
};
template <class In, class Stored, Folds First, class Second, class... Next>
requires(activates<First, Second>) struct Fuse<In, false, Stored, First, Second, Next...> {
  using Stage = FoldedLayerStage<In, First, NoLayer, Second>;
};

template <class Layer, class... Next>
inline constexpr bool begins_with = false;
template <class Layer, class... Next>
inline constexpr bool begins_with<Layer, Layer, Next...> = true;

/// The side of the window that a layer pools in the same pass as a convolution, where it is a square of 2 or
/// 3 pixels and windows stand side by side; else 1.
template <class LayerType>
inline constexpr int pool_of = 1;
template <Window Size, Stride Step>
inline constexpr int pool_of<MaxPooling2D<Size, Step, Valid>> =
    (Size == Window(2) || Size == Window(3)) && Step == Stride(Size) ? Size.rows : 1;

/// The same of the layers behind a convolution.
template <class... Next>
inline constexpr int fused_pool = 1;
template <class First, class... Next>
inline constexpr int fused_pool<First, Next...> = pool_of<First>;
template <class Second, class... Next>
inline constexpr int fused_pool<ReLU, Second, Next...> = pool_of<Second>;

/// A convolution with a dense window has a block of its own.
template <class LayerType>
concept DenseWindow = Folds<LayerType> && LayerType::dense_window;

template <class In, bool Training, class Stored, DenseWindow First, class... Next>
struct Fuse<In, Training, Stored, First, Next...> {
  using Stage = ConvBlock<In, First, begins_with<ReLU, Next...>, fused_pool<Next...>, NoLayer,
                          ConvFor::Samples, Stored>;
};
template <class In, class Stored, DenseWindow First, Normalizes Second, class... Next>
struct Fuse<In, false, Stored, First, Second, Next...> {
  using Stage =
      ConvBlock<In, First, begins_with<ReLU, Next...>, fused_pool<Next...>, Second, ConvFor::Samples, Stored>;
};

template <class In, bool Training, class Stored, FloatConstant Momentum, FloatConstant Epsilon, class... Next>
struct Fuse<In, Training, Stored, BatchNormalization<Momentum, Epsilon>, Next...> {
  using Stage =
      NormalizationBlock<In, BatchNormalization<Momentum, Epsilon>, begins_with<ReLU, Next...>, Training>;
};

template <class In, bool Training, class Stored, int Units, DenseOptions Options, class... Next>
struct Fuse<In, Training, Stored, Dense<Units, Options>, Next...> {
  using Stage = DenseBlock<In, Dense<Units, Options>, begins_with<ReLU, Next...>, Stored>;
};
template <class In, class Stored, int Units, DenseOptions Options, Normalizes Second, class... Next>
struct Fuse<In, false, Stored, Dense<Units, Options>, Second, Next...> {
  using Stage = DenseBlock<In, Dense<Units, Options>, begins_with<ReLU, Next...>, Stored, Second>;
};

template <class... Stages>
struct StageList {
  template <int Index>
  using At = typename detail::TypeTable<Stages...>::template At<Index>;
};

/// A network as stages, in running order, for batches of so many samples at most.
template <class Net, bool Training, class Stored, int Batch = 1>
struct Lowered {
 private:
  /// Layers that a predictor passes over: their output is their input, in its shape.
  static constexpr auto passed_over = Net::template of_each_layer<bool>(
      []<int Index>() { return Net::template Layer<Index>::only_trains && !Training; });
  static constexpr auto moves_nothing = Net::template of_each_layer<bool>(
      []<int Index>() { return Net::template Layer<Index>::moves_nothing || at(passed_over, Index); });

  /// A layer alone reads the one before it, and it alone.
  static constexpr auto follows = [] {
    std::array<int, static_cast<std::size_t>(Net::layers) + 1> readers{};
    for (const detail::Sources& sources : Net::sources)
      for (const int source : sources) ++at(readers, source + 1);
    std::array<bool, static_cast<std::size_t>(Net::layers)> only{};
    for (int layer = 1; layer < Net::layers; ++layer) {
      const detail::Sources& sources = at(Net::sources, layer);
      at(only, layer) = sources.count == 1 && sources.nodes[0] == layer - 1 && at(readers, layer) == 1;
    }
    return only;
  }();

  /// The layer that is so many ahead of a layer, of those that can be of one stage with it and are not passed
  /// over; -1 if there is none.
  static constexpr int layer_ahead(int layer, int ahead) {
    while (ahead > 0) {
      if (++layer >= Net::layers || !at(follows, layer)) return -1;
      ahead -= !at(passed_over, layer);
    }
    return layer;
  }
  template <int Index, int Ahead>
  static auto next() {
    constexpr int layer = layer_ahead(Index, Ahead);
    if constexpr (layer >= 0)
      return boost::hana::type_c<typename Net::template Layer<layer>>;
    else
      return boost::hana::type_c<NoLayer>;
  }
  template <int Index, int... Ahead>
  static auto stage_of(std::integer_sequence<int, Ahead...>) {
    using LayerType = typename Net::template Layer<Index>;
    if constexpr (LayerType::joins) {
      return join_stage<Index>(std::make_integer_sequence<int, at(Net::sources, Index).count>{});
    } else {
      using In = typename Net::template InputOf<Index>;
      using Fused = typename Fuse<In, Training, Stored, LayerType,
                                  typename decltype(next<Index, Ahead + 1>())::type...>::Stage;
      return over_batch<Fused>();
    }
  }
  /// Whether the parameters, more than 16 MB, come from memory at each prediction.
  static constexpr bool comes_from_memory = layer_offsets<Net>.back() > 1 << 22;

  /// The stage itself, or the one for an image of one row, for a network of which it is most, or for so many
  /// samples where that pays.
  template <class Fused>
  static auto over_batch() {
    if constexpr (requires { requires Fused::one_row; }) {
      return over_batch<typename Fused::OfOneRow>();
    } else if constexpr (!Training &&
                         requires { requires Fused::pays_in_turns(layer_offsets<Net>.back()); }) {
      return over_batch<typename Fused::ReadInTurns>();
    } else if constexpr (Training && requires { Fused::trains_by_batch(Batch); }) {
      using Stage = std::conditional_t<Fused::trains_by_batch(Batch), typename Fused::OfTrainingBatch, Fused>;
      return boost::hana::type_c<Stage>;
    } else if constexpr (!Training && requires { Fused::pays_by_batch(Batch); }) {
      if constexpr (Fused::pays_by_batch(Batch))
        return boost::hana::type_c<typename Fused::OfBatch>;
      else if constexpr (requires { requires Fused::pays_by_few(Batch, comes_from_memory); })
        return boost::hana::type_c<typename Fused::OfFewSamples>;
      else
        return boost::hana::type_c<Fused>;
    } else {
      return boost::hana::type_c<Fused>;
    }
  }
  template <int Index, int... Source>
  static auto join_stage(std::integer_sequence<int, Source...>) {
    using Join = typename Net::template Layer<Index>;
    using Next = typename decltype(next<Index, 1>())::type;
    if constexpr (std::same_as<Join, join::Add> && is_rectifier<Next>)
      return boost::hana::type_c<
          ActivatedAdd<Next, typename Net::template OutputOf<at(Net::sources, Index).nodes[Source]>...>>;
    else
      return boost::hana::type_c<
          JoinStage<Join, typename Net::template OutputOf<at(Net::sources, Index).nodes[Source]>...>>;
  }

  /// The stage that begins at a layer, if one does.
  template <int Index>
  using StageAt =
      typename decltype(stage_of<Index>(std::make_integer_sequence<int, longest_run - 1>{}))::type;

  /// Of how many layers each stage is that begins at a layer, with those passed over in between.
  static constexpr auto lengths = Net::template of_each_layer<int>([]<int Index>() {
    if constexpr (at(moves_nothing, Index))
      return 1;
    else
      return layer_ahead(Index, StageAt<Index>::layers - 1) + 1 - Index;
  });

 public:
  static constexpr int size = [] {
    int stages = 0;
    for (int layer = 0; layer < Net::layers; layer += at(lengths, layer)) stages += !at(moves_nothing, layer);
    return stages;
  }();

 private:
  /// The layer at which each stage begins, and the stage whose output holds the values of a layer, -1 for the
  /// input.
  static constexpr auto heads = [] {
    std::array<int, static_cast<std::size_t>(size)> first{};
    int stage = 0;
    for (int layer = 0; layer < Net::layers; layer += at(lengths, layer))
      if (!at(moves_nothing, layer)) at(first, stage++) = layer;
    return first;
  }();
  static constexpr auto stage_of_layer = [] {
    std::array<int, static_cast<std::size_t>(Net::layers) + 1> stage_of{};
    stage_of[0] = -1;
    int stages = 0;
    for (int layer = 0; layer < Net::layers; layer += at(lengths, layer)) {
      const bool moves = !at(moves_nothing, layer);
      for (int of_run = layer; of_run < layer + at(lengths, layer); ++of_run)
        at(stage_of, of_run + 1) = moves ? stages : at(stage_of, at(Net::sources, layer).nodes[0] + 1);
      stages += moves;
    }
    return stage_of;
  }();

  /// Stages lie in the order of their layers, and their parameters with them.
  template <class StageType>
  static constexpr StageFact fact(int head) {
    StageFact fact{.first_layer = head,
                   .layers = at(lengths, head),
                   .sources = at(Net::sources, head),
                   .output = StageType::Output::size,
                   .parameters = StageType::parameters,
                   .trained = StageType::trained,
                   .by_sample = StageType::by_sample,
                   .divisible = StageType::divisible,
                   .collects = StageType::collects,
                   .reads_input = StageType::reads_input,
                   .reads_output = StageType::reads_output,
                   .memory = StageType::template memory<Training>};
    fact.work = 8 * static_cast<std::int64_t>(fact.output);
    for (int layer = head; layer < head + fact.layers; ++layer)
      fact.work += at(Net::layer_multiply_adds, layer);
    for (int slot = 0; slot < fact.sources.count; ++slot)
      at(fact.sources.nodes, slot) = at(stage_of_layer, at(fact.sources.nodes, slot) + 1);
    return fact;
  }

  template <class Indices>
  struct AtHeads;
  template <int... Index>
  struct AtHeads<std::integer_sequence<int, Index...>> {
    using Stages = StageList<StageAt<at(heads, Index)>...>;
    static constexpr auto facts = [] {
      std::array<StageFact, static_cast<std::size_t>(size)> of_stages{
          fact<StageAt<at(heads, Index)>>(at(heads, Index))...};
      std::size_t offset = 0;
      for (StageFact& stage : of_stages) {
        stage.parameter_offset = offset;
        offset += stage.parameters;
      }
      return of_stages;
    }();
    static_assert(
        !std::same_as<Stored, Weights::float32> ||
            [] {
              for (const StageFact& stage : facts)
                if (stage.parameter_offset != at(layer_offsets<Net>, stage.first_layer)) return false;
              return true;
            }(),
        "a stage has other parameters than its layers");
    static constexpr std::array<bool, static_cast<std::size_t>(size)> fetches_next{
        StageAt<at(heads, Index)>::fetches_next...};
    static constexpr std::array<std::string_view, static_cast<std::size_t>(size)> algorithms{
        StageAt<at(heads, Index)>::algorithm...};
  };
  using Heads = AtHeads<std::make_integer_sequence<int, size>>;

 public:
  using Stages = typename Heads::Stages;
  static constexpr const auto& facts = Heads::facts;
  static constexpr const auto& fetches_next = Heads::fetches_next;
  static constexpr const auto& algorithms = Heads::algorithms;
};

}  // namespace cameo::inline CAMEO_ABI::plan
