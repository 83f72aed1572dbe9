#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# run.sh [--data FOLDER] [OPTION...]: from a fresh Debian 12 or Ubuntu 24.04 to a trained model. Installs what is
# missing, builds `faces` and runs `faces train` with the options. FOLDER has one subfolder of pictures a class; without
# it the 200 small pictures of Debian's package python3-skimage serve. `faces train --help` tells the options.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
source "$root/examples/setup.sh"

install_packages "${faces_packages[@]}"
configure "$root" faces -DCMAKE_BUILD_TYPE=Release -DCAMEO_BUILD_TESTS=OFF -DCAMEO_BUILD_BENCHMARKS=OFF \
  "${compiled_together[@]}"
cmake --build "$root/build/faces" --target faces --parallel "$(nproc)"

arguments=("$@")
if [[ ! " $* " =~ \ --(data|npy)[=\ ] ]]; then
  fetch_lfw_subset "$root/build/data"
  arguments=(--data "$root/build/data/lfw_subset.npy" "$@")
  echo "The 200 pictures of scikit-image's lfw_subset, of which every fourth is to test: one of these 50 is .02 of the"
  echo "accuracy. A seed (--seed N, 0 without it) gives the same figures each time, another one others."
fi
exec "$root/build/faces/examples/faces/faces" train "${arguments[@]}"
