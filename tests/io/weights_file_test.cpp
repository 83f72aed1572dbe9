// SPDX-License-Identifier: MIT
#include "cameo/io/weights_file.hpp"

#include <limits>
#include <string>

#include "cameo/layers/activations.hpp"
#include "cameo/layers/conv2d.hpp"
#include "cameo/layers/dense.hpp"
#include "cameo/layers/flatten.hpp"
#include "cameo/net/parameters.hpp"
#include "catch.hpp"
#include "io/temporary_folder.hpp"
#include "io/tiny_weights.hpp"

using cameo_test::TemporaryFolder;
using cameo_test::TinyWeights;
using cameo_test::zero_weights;

TEST_CASE("Weights go through a file unchanged, the same bytes as in memory") {
  const TemporaryFolder folder;
  const std::string path = folder / "model.safetensors";
  const TinyWeights out;
  REQUIRE(cameo::save_weights(out, path).message() == "");
  CHECK(folder.files() == 1);
  TinyWeights in = zero_weights;
  CHECK(cameo::load_weights(path, in).message() == "");
  CHECK(in == out);

  cameo_test::Bytes memory(cameo::weights_size(out));
  REQUIRE(cameo::write_weights(out, memory).message() == "");
  const auto file = cameo::read_file(path, 1000);
  REQUIRE(file);
  CHECK(cameo_test::Bytes(file->bytes().begin(), file->bytes().end()) == memory);
}

TEST_CASE("Weights that cannot be saved leave the old file") {
  const TemporaryFolder folder;
  const std::string path = folder / "model.safetensors", missing = folder / "none/model.safetensors";
  const TinyWeights good;
  REQUIRE(cameo::save_weights(good, path).message() == "");
  TinyWeights bad;
  bad.bias[2] = std::numeric_limits<float>::quiet_NaN();
  CHECK(cameo::save_weights(bad, path).message() ==
        path + ": not written: 'dense.bias' is NaN or infinite at index 2");
  CHECK(cameo::save_weights(good, missing).message() ==
        missing + ": cannot be written: No such file or directory");
  CHECK(cameo::save_weights(good, "/dev/full").message() ==
        "/dev/full: cannot be written: No space left on device");
  TinyWeights in = zero_weights;
  CHECK(cameo::load_weights(path, in).message() == "");
  CHECK(in == good);
  CHECK(folder.files() == 1);
}

TEST_CASE("A file that cannot be loaded leaves the weights") {
  const TemporaryFolder folder;
  const std::string path = folder / "model.safetensors";
  TinyWeights weights;
  CHECK(cameo::load_weights(path, weights).message() == path + ": cannot be read: No such file or directory");
  REQUIRE(cameo::write_file_atomically(path, std::string_view("no weights")).message() == "");
  CHECK_THAT(std::string(cameo::load_weights(path, weights).message()),
             cameo_test::contains(path + ": the header would be"));
  CHECK(weights == TinyWeights());
}

TEST_CASE("A network's parameters go from file to network, and not to one of another shape") {
  using namespace cameo;
  using Small = Sequential<Input<6, 6, 1>, Conv2D<2, 3>, ReLU, Conv2D<2, 3>, Flatten, Dense<3>>;
  using Wider = Sequential<Input<6, 6, 1>, Conv2D<2, 3>, ReLU, Conv2D<2, 3>, Flatten, Dense<4>>;
  const TemporaryFolder folder;
  const std::string path = folder / "model.safetensors";
  Parameters<Small> out{}, in{};
  out.initialize(1);
  REQUIRE(save_weights(out, path).message() == "");
  CHECK(load_weights(path, in).message() == "");
  CHECK(in.values == out.values);

  Parameters<Wider> wider{};
  CHECK(load_weights(path, wider).message() ==
        path + ": 'dense.kernel' is (8, 3) in the file but (8, 4) in the network");
  CHECK(wider.values == Parameters<Wider>{}.values);
}
