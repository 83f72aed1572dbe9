#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What benchmarks/run.sh --network FILE.hpp compiles: the header's struct Network is measured, and described for the
# peers: layers, parameters, samples and our answer, which is computed again here.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# compile HEADER OPTION...
compile() {
  local header=$1
  shift
  "$CAMEO_GCC" -std=c++20 -O0 -Wall -Wextra -Wpedantic -Wconversion -Werror -DCAMEO_NO_TARGET_MESSAGE -I "$CAMEO_ROOT/include" "-DCAMEO_BENCHMARK_FILE=\"$header\"" \
    -DCAMEO_BENCHMARK_NETWORK=Network '-DCAMEO_BENCHMARK_COMPILER=""' '-DCAMEO_BENCHMARK_FLAGS=""' \
    "$CAMEO_ROOT/benchmarks/network.cpp" "$@"
}

# The one that benchmarks/README.md shows.
awk '/^```$/ { inside = !inside; text = ""; next } inside { text = text $0 "\n" } /^};$/ { printf "%s", text }' \
  "$CAMEO_ROOT/benchmarks/README.md" >"$work/shown.hpp"
grep -q '^struct Network {$' "$work/shown.hpp"
compile "$work/shown.hpp" -fsyntax-only

cat >"$work/mine.hpp" <<'HPP'
#pragma once
#include <cameo/cameo.hpp>

struct Network {
  static constexpr std::string_view name = "mine";
  using Net = cameo::Sequential<cameo::Input<3, 4, 1>, cameo::Residual<cameo::Conv2D<1, 1>>, cameo::Flatten,
                                cameo::Dense<2>>;
  using Loss = cameo::MeanSquaredError;
};
HPP

compile "$work/mine.hpp" -o "$work/mine" -lfmt -pthread

cd "$work"
./mine --list >list
for name in step predict 'predict bf16' 'predict int8'; do
  grep -q "\"name\": \"mine $name\", \"batch\": 1," list || { echo "no measurement 'mine $name' in:" && cat list && exit 1; }
done
./mine --serve 'mine step' 8 1 <<<'run 2' | grep -q '"ms": \[' || { echo "it does not train" && exit 1; }

./mine --describe .
python3 - <<'PY'
import array
import json

with open("mine.json") as file:
    network = json.load(file)
assert (network["name"], network["loss"], network["shape"]) == ("mine", "MeanSquaredError", [3, 4, 1]), network
layers = network["layers"]
assert [(layer["kind"], layer["inputs"], layer["shape"]) for layer in layers] == [
    ("conv2d", [-1], [3, 4, 1]), ("add", [-1, 0], [3, 4, 1]), ("flatten", [1], [12]), ("dense", [2], [2])], layers
conv = {key: layers[0][key] for key in ("window", "stride", "dilation", "padding", "groups")}
assert conv == {"window": [1, 1], "stride": [1, 1], "dilation": [1, 1], "padding": [0, 0, 0, 0], "groups": 1}, conv


def floats(ending):
    with open("mine." + ending, "rb") as file:
        return array.array("f", file.read())


def parameter(layer, name):
    at = layers[layer]["parameters"][name]
    size = 1
    for side in at["shape"]:
        size *= side
    return floats("parameters")[at["offset"]:at["offset"] + size]


(factor,), (addend,), kernel, bias = parameter(0, "kernel"), parameter(0, "bias"), parameter(3, "kernel"), parameter(3, "bias")
x, y = floats("x"), floats("y")
assert len(x) == 32 * 12 and len(y) == 32 * 2, (len(x), len(y))
assert addend != 0 and bias[0] != bias[1]
for sample in range(32):
    pixels = [value + value * factor + addend for value in x[sample * 12:(sample + 1) * 12]]
    for unit in range(2):
        expected = bias[unit] + sum(pixel * kernel[at * 2 + unit] for at, pixel in enumerate(pixels))
        assert abs(y[sample * 2 + unit] - expected) < 1e-5, (sample, unit, y[sample * 2 + unit], expected)
PY
