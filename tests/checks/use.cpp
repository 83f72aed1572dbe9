// SPDX-License-Identifier: MIT
// A use of the library as others make it, so that templates are instantiated: every_header.sh puts every
// header before it.

using Net =
    cameo::Sequential<cameo::Input<12, 12, 1>, cameo::Rescaling<2.0f>, cameo::Conv2D<20, 3>, cameo::ReLU,
                      cameo::MaxPooling2D<2>, cameo::Conv2D<8, 3>, cameo::LeakyReLU<0.1f>, cameo::Flatten,
                      cameo::Dense<30>, cameo::Dropout<0.5f>, cameo::Tanh, cameo::Dense<3>, cameo::Softmax>;
using NetTrainer = cameo::Trainer<Net, cameo::SparseCategoricalCrossentropy, cameo::Adam, cameo::Batch<4>>;

bool use(NetTrainer& trainer, cameo::Predictor<Net, cameo::Weights::int8>& predictor,
         cameo::Parameters<cameo::FaceResNet>& network) {
  cameo::Dataset data;
  cameo::ProgressBar bar;
  cameo::print_summary<NetTrainer>();
  return trainer.fit(data, {.callback = &bar}) && !predictor.quantize(trainer.parameters()) &&
         !cameo::save_weights(trainer.parameters(), "weights") &&
         !cameo::load_weights("weights", trainer.parameters()) &&
         cameo::load_image_folder("pictures", {12, 12, 1}) &&
         !cameo::load_dlib_weights<cameo::FaceResNet>({}, "network", network);
}
