// SPDX-License-Identifier: MIT
// tiny-dnn with its AVX kernels, on as many threads as it may have cores (its OpenMP starts a team for each
// parameter); its layers are NCHW.
#include "peer.hpp"

#include <tiny_dnn/tiny_dnn.h>

namespace benchmarks {

/// fit resets its optimizer first; here it is given one batch after the other.
struct LastingAdam : tiny_dnn::adam {
  void reset() override {}
};

/// The activation of a layer in front of `Next`.
template <class Next>
struct ActivationOf {
  using type = tiny_dnn::activation::identity;
};
template <>
struct ActivationOf<ReLU> {
  using type = tiny_dnn::activation::relu;
};
template <>
struct ActivationOf<Tanh> {
  using type = tiny_dnn::activation::tan_h;
};
template <>
struct ActivationOf<Sigmoid> {
  using type = tiny_dnn::activation::sigmoid;
};
template <>
struct ActivationOf<Softmax> {
  using type = tiny_dnn::activation::softmax;
};

template <class Setup>
class TinyDnn {
 public:
  explicit TinyDnn(int batch) {
    Net::for_each_layer([&]<int Index>() {
      using Next = typename Net::template Layer<std::min(Index + 1, Net::layers - 1)>;
      add<typename ActivationOf<Next>::type>(typename Net::template Layer<Index>{},
                                             typename Net::template InputOf<Index>{});
    });
    network_.init_weight();
    const MadeUp<Setup> data(samples_.size(), static_cast<std::size_t>(batch));
    for (std::size_t i = 0; i < samples_.size(); ++i)
      for (std::size_t k = 0; k < static_cast<std::size_t>(batch); ++k) {
        const auto x = data.x(i).subspan(k * Net::Input::size, Net::Input::size);
        samples_[i].x.push_back({tiny_dnn::vec_t(x.begin(), x.end())});
        tiny_dnn::vec_t y(Net::Output::size, 0.0f);
        if (binary)
          y[0] = data.y(i)[k];
        else
          y[static_cast<std::size_t>(data.y(i)[k])] = 1;
        samples_[i].y.push_back({y});
      }
  }

  std::int64_t parameters() const {
    std::size_t count = 0;
    for (std::size_t i = 0; i < network_.layer_size(); ++i)
      for (const tiny_dnn::vec_t* weights : network_[i]->weights()) count += weights->size();
    return static_cast<std::int64_t>(count);
  }

  void step() {
    const Samples& now = samples_[next_++ % samples_.size()];
    network_.template fit<Loss>(adam_, now.x, now.y, now.x.size(), 1);
  }
  void predict() { network_.predict(samples_[next_++ % samples_.size()].x); }

 private:
  using Net = typename Setup::Net;
  static constexpr bool binary = Net::Output::size == 1;
  using Loss = std::conditional_t<binary, tiny_dnn::cross_entropy, tiny_dnn::cross_entropy_multiclass>;

  struct Samples {
    std::vector<tiny_dnn::tensor_t> x, y;
  };

  template <class Activation, int Filters, Window Size, Conv Options, class In>
  void add(Conv2D<Filters, Size, Options>, In) {
    constexpr tiny_dnn::padding padding =
        Options.padding == Same ? tiny_dnn::padding::same : tiny_dnn::padding::valid;
    network_ << tiny_dnn::convolutional_layer<Activation>(In::width, In::height, Size.rows, In::channels,
                                                          Filters, padding);
  }
  template <class Activation, Window Size, Stride Step, class In>
  void add(MaxPooling2D<Size, Step>, In) {
    network_ << tiny_dnn::max_pooling_layer<Activation>(In::width, In::height, In::channels, Size.rows);
  }
  template <class Activation, Window Size, Stride Step, class In>
  void add(AveragePooling2D<Size, Step>, In) {
    throw Unsupported("its average pooling has weights of its own");
  }
  template <class Activation, int Units, class In>
  void add(Dense<Units>, In) {
    network_ << tiny_dnn::fully_connected_layer<Activation>(In::size, Units);
  }
  template <class, class Layer, class In>
  void add(Layer, In) {}  // an activation or Flatten is no layer of its own

  tiny_dnn::network<tiny_dnn::sequential> network_;
  LastingAdam adam_;
  std::array<Samples, 4> samples_;
  std::size_t next_ = 0;
};

Ready load(const Task& task) {
  return of_network(task.network, [&]<class Setup>(Setup) {
    const auto network = std::make_shared<TinyDnn<Setup>>(task.batch);
    return Ready{"tiny-dnn", network->parameters(),
                 [=, step = task.work == "step"] { step ? network->step() : network->predict(); }};
  });
}

}  // namespace benchmarks

int main(int argc, char** argv) { return benchmarks::run_peer(argc, argv, benchmarks::load); }
