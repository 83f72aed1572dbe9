// SPDX-License-Identifier: MIT
#pragma once

#include <cameo/data/picture.hpp>
#include <cameo/face/face_resnet.hpp>
#include <filesystem>
#include <string>

// FaceResNet takes a while to compile: face_network.cpp alone sees how it computes.

namespace recognize {

/// Reads the weights of face_resnet.safetensors and makes the network ready. Once, before the others.
void load_face_network(const std::filesystem::path& weights);

/// Which network, weights and pictures descriptors, and so thresholds, are of.
std::string face_network_name();

cameo::FaceDescriptor describe(const cameo::Picture& chip);

}  // namespace recognize
