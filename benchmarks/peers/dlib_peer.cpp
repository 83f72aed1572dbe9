// SPDX-License-Identifier: MIT
// dlib as Debian compiled it, with OpenBLAS; its layers are NCHW.
#include "peer.hpp"

#include <dlib/dnn.h>
#include <dlib/revision.h>

#include "dlib_face_resnet.hpp"

namespace benchmarks {

/// dlib's layer on top of `Below`; none for Flatten, which dlib's fc does, nor for the last activation, which
/// its losses contain.
template <class Layer, class Below>
struct DlibLayer {
  using type = Below;
};
template <int Filters, Window Size, Conv Options, class Below>
struct DlibLayer<Conv2D<Filters, Size, Options>, Below> {
  static constexpr bool padded = Options.padding == Same;
  using type = dlib::add_layer<
      dlib::con_<Filters, Size.rows, Size.columns, Options.stride.rows, Options.stride.columns,
                 padded ? Size.rows / 2 : 0, padded ? Size.columns / 2 : 0>,
      Below>;
};
template <Window Size, Stride Step, class Below>
struct DlibLayer<MaxPooling2D<Size, Step>, Below> {
  using type = dlib::max_pool<Size.rows, Size.columns, Step.rows, Step.columns, Below>;
};
template <Window Size, Stride Step, class Below>
struct DlibLayer<AveragePooling2D<Size, Step>, Below> {
  using type = dlib::avg_pool<Size.rows, Size.columns, Step.rows, Step.columns, Below>;
};
template <int Units, class Below>
struct DlibLayer<Dense<Units>, Below> {
  using type = dlib::fc<Units, Below>;
};
template <class Below>
struct DlibLayer<ReLU, Below> {
  using type = dlib::relu<Below>;
};
template <class Below>
struct DlibLayer<Tanh, Below> {
  using type = dlib::htan<Below>;
};

/// The layers up to `Index`.
template <class Net, int Index>
struct DlibLayers {
  using type = typename DlibLayer<typename Net::template Layer<Index>,
                                  typename DlibLayers<Net, Index - 1>::type>::type;
};
template <class Net>
struct DlibLayers<Net, -1> {
  using type = dlib::input<dlib::matrix<float>>;
};

template <class Setup>
struct Dlib {
  using Net = typename Setup::Net;
  using Input = typename Net::Input;
  static constexpr bool binary = Net::Output::size == 1;
  using Layers = typename DlibLayers<Net, Net::layers - 1>::type;
  using Network =
      std::conditional_t<binary, dlib::loss_binary_log<Layers>, dlib::loss_multiclass_log<Layers>>;
  using Label = typename Network::training_label_type;

  struct Samples {
    dlib::resizable_tensor x;
    std::vector<Label> y;
  };

  explicit Dlib(int batch) : samples(4) {
    const dlib::matrix<float> any(1, 1);
    network.to_tensor(&any, &any + 1, result);  // the network wants it, though the tensors below do without
    const MadeUp<Setup> data(samples.size(), static_cast<std::size_t>(batch));
    for (std::size_t i = 0; i < samples.size(); ++i) {
      if constexpr (Input::rank == 3)
        samples[i].x.set_size(batch, Input::channels, Input::height, Input::width);
      else
        samples[i].x.set_size(batch, static_cast<long long>(Input::size));
      std::copy(data.x(i).begin(), data.x(i).end(), samples[i].x.host());
      for (const float label : data.y(i))
        samples[i].y.push_back(binary ? Label(2 * label - 1) : Label(label));
    }
  }

  void step() {
    const Samples& now = samples[next++ % samples.size()];
    network.compute_parameter_gradients(now.x, now.y.begin());
    network.update_parameters(dlib::make_sstack(solvers), 1e-3);
  }

  void predict() {
    result = network.forward(samples[next++ % samples.size()].x);
    if constexpr (binary)
      dlib::tt::sigmoid(result, result);
    else
      dlib::tt::softmax(result, result);
    result.host();
  }

  Network network;
  std::vector<dlib::adam> solvers{Network::num_computational_layers, dlib::adam(0, 0.9f, 0.999f)};
  std::vector<Samples> samples;
  dlib::resizable_tensor result;
  std::size_t next = 0;
};

std::string version() { return fmt::format("dlib {}.{}", DLIB_MAJOR_VERSION, DLIB_MINOR_VERSION); }

/// dlib's network for faces as dlib runs it: a scale and a shift, which ours has in its kernels, follow each
/// convolution.
struct DlibFaceNetwork {
  using Input = DlibFace::Net::Input;

  explicit DlibFaceNetwork(int batch) : samples(4) {
    const dlib::matrix<dlib::rgb_pixel> any(Input::height, Input::width);
    network.to_tensor(&any, &any + 1, result);  // the network wants it, though the tensors below do without
    const MadeUp<DlibFace> data(samples.size(), static_cast<std::size_t>(batch));
    for (std::size_t i = 0; i < samples.size(); ++i) {
      samples[i].set_size(batch, Input::channels, Input::height, Input::width);
      std::copy(data.x(i).begin(), data.x(i).end(), samples[i].host());
    }
  }

  void predict() {
    result = network.subnet().forward(samples[next++ % samples.size()]);
    result.host();
  }

  std::int64_t parameters() {
    auto count = static_cast<std::int64_t>(dlib::count_parameters(network));
    dlib::visit_computational_layers(network, [&](dlib::affine_& scale) {
      count -= static_cast<std::int64_t>(scale.get_layer_params().size());
    });
    return count;
  }

  dlib_face::FaceResNet network;
  std::vector<dlib::resizable_tensor> samples;
  dlib::resizable_tensor result;
  std::size_t next = 0;
};

Ready load_face(const Task& task) {
  if (task.work != "predict") throw Unsupported("this network is not trained here");
  const auto dlib = std::make_shared<DlibFaceNetwork>(task.batch);
  dlib->predict();  // the layers' parameters are made at the first pass
  return {version(), dlib->parameters(), [=] { dlib->predict(); }};
}

Ready load(const Task& task) {
  if (task.network == DlibFace::name) return load_face(task);
  return of_network(task.network, [&]<class Setup>(Setup) {
    const auto dlib = std::make_shared<Dlib<Setup>>(task.batch);
    dlib->predict();  // the layers' parameters are made at the first pass
    return Ready{version(), static_cast<std::int64_t>(dlib::count_parameters(dlib->network)),
                 [=, step = task.work == "step"] { step ? dlib->step() : dlib->predict(); }};
  });
}

}  // namespace benchmarks

int main(int argc, char** argv) { return benchmarks::run_peer(argc, argv, benchmarks::load); }
