// SPDX-License-Identifier: MIT
// dlib's network for faces, predicted by dlib.
#include "../peers/dlib_face_resnet.hpp"

int main() {
  dlib_face::FaceResNet net;
  return net(dlib::matrix<dlib::rgb_pixel>(150, 150)).size() == 128 ? 0 : 1;
}
