#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# run.sh [--peers all|NAME,NAME...] [--all-peers] [--network FILE.hpp] [--json FILE] [--threads N] [--quick]
# [--only REGEX] [--avx2]: from a fresh Debian 12 or Ubuntu 24.04 to a table of times. Peers: keras, torch, jax,
# onnxruntime, openvino, mnn, ncnn and litert, which are installed from PyPI into build/peers, dlib and tiny-dnn, which are
# Debian's. Installs what is missing, builds for this machine with $CXX (default g++), or for AVX2, and measures each part
# by turns with the peers.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/examples/setup.sh"

declare -A requirements=(  # of PyPI
  [keras]="tensorflow-cpu"
  [torch]="numpy torch"
  [jax]="numpy jax"
  [onnx]="numpy onnx"  # no peer: it writes the file for the next four
  [onnxruntime]="numpy onnxruntime"
  [openvino]="numpy openvino"
  [mnn]="numpy MNN"
  [ncnn]="numpy ncnn"
  [litert]="ai-edge-litert tensorflow-cpu"  # TensorFlow converts the model
)

declare -A alone=(  # of PyPI, without what it requires
  [ncnn]="pnnx"  # it converts the file; its Python half, which is not used, would bring PyTorch
)

declare -A libraries=(  # of Debian
  [dlib]="libdlib-dev libopenblas-dev"
  [tiny-dnn]="tiny-dnn libcereal-dev libgemmlowp-dev libstb-dev"
)

# install_peer NAME: build/peers/NAME, or build/peers/NAME.failed, which the table then says
install_peer() {
  local folder=$root/build/peers/$1 packages
  [[ ! -e $folder/installed ]] || return 0
  echo "installing $1 and what it needs from PyPI"
  read -ra packages <<<"${requirements[$1]}"
  rm -rf "$folder" "$folder.failed"
  mkdir -p "$folder"
  if /usr/bin/python3 -m venv "$folder" && "$folder/bin/pip" install --quiet "${packages[@]}" &&
    { [[ ! -v alone[$1] ]] || "$folder/bin/pip" install --quiet --no-deps "${alone[$1]}"; }; then
    touch "$folder/installed"
  else
    touch "$folder.failed"
  fi
}

# build_peer NAME: its program beside ours, or build/peers/NAME.failed
build_peer() {
  local packages
  mkdir -p "$root/build/peers"
  rm -f "$root/build/peers/$1.failed"
  read -ra packages <<<"${libraries[$1]}"
  if ! install_packages "${packages[@]}" || ! cmake --build "$root/build/$name" --target "peer_${1//-/_}"; then
    touch "$root/build/peers/$1.failed"
  fi
}

peers='' network=''
for ((i = 1; i <= $#; ++i)); do
  case ${!i} in
    --peers) next=$((i + 1)) && peers=${!next-} ;;
    --peers=*) peers=${!i#--peers=} ;;
    --network) next=$((i + 1)) && network=$(realpath -- "${!next-}") ;;
    --network=*) network=$(realpath -- "${!i#--network=}") ;;
  esac
done
[[ $peers != all ]] || peers=keras,torch,jax,onnxruntime,openvino,mnn,ncnn,litert,dlib,tiny-dnn

compiler=${CXX:-g++}
packages=(g++ cmake ninja-build libhwy-dev libboost-dev libfmt-dev python3)
[[ -z $peers ]] || packages+=(python3-venv python3-dev)  # torch.compile includes Python.h
install_packages "${packages[@]}"

name=benchmarks-$(basename "$compiler") options=()
if [[ " $* " == *" --avx2 "* ]]; then
  name+=-avx2 options=(-DCAMEO_NATIVE=OFF "-DCMAKE_CXX_FLAGS=-march=x86-64-v3 -maes -mpclmul")
fi
configure "$root" "$name" -DCMAKE_BUILD_TYPE=Release "-DCMAKE_CXX_COMPILER=$compiler" -DCAMEO_BUILD_TESTS=OFF \
  -DCAMEO_BUILD_EXAMPLES=OFF "-DCAMEO_BENCHMARK_FILE=$network" "${options[@]}"

[[ -z $peers ]] || install_peer onnx
for peer in ${peers//,/ }; do
  [[ ! -v requirements[$peer] ]] || install_peer "$peer"
  [[ ! -v libraries[$peer] ]] || build_peer "$peer"
done
exec /usr/bin/python3 "$root/benchmarks/run.py" --build "$root/build/$name" --peers-folder "$root/build/peers" "$@"
