#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# run.sh [NAME...]: program.cpp for every kind of compiler, CPU and Highway below (or those named), run here or by QEMU:
# each has the SIMD target that its flags promise, and the same bits as every other that fuses multiply-add, or that does
# not. every_layer.cpp likewise, by those compilers that make the most of plain expressions. On Debian 12; installs what
# is missing.
set -uo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
source "$root/examples/setup.sh"
build=$root/build/cross
newer=$build/trixie  # packages of Debian 13
mkdir -p "$build"

# Highway 1.2, of the same mirror's next Debian, unpacked beside the build.
fetch_newer_highway() {
  [[ ! -e $newer/usr/include/hwy/highway.h ]] || return 0
  echo "fetching Debian 13's libhwy-dev"
  mkdir -p "$newer/lists/partial" "$newer/cache/archives/partial" &&
    (
      cd "$newer" || exit
      echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian trixie main" >sources.list
      options=(-qq -o Dir::Etc::SourceList="$PWD/sources.list" -o Dir::Etc::SourceParts=/dev/null
        -o Dir::State::Lists="$PWD/lists" -o Dir::Cache="$PWD/cache" -o APT::Sandbox::User="$(id -un)")
      apt-get "${options[@]}" update && apt-get "${options[@]}" download libhwy-dev && dpkg-deb -x libhwy-dev_*.deb .
    )
}

# A cross compiler has its own folders only: those of these headers that are for every CPU.
headers=$build/headers
mkdir -p "$headers" && ln -sfn /usr/include/hwy /usr/include/boost "$headers/"
arm="qemu-aarch64 -L /usr/aarch64-linux-gnu"
riscv="qemu-riscv64 -cpu rv64,v=true -L /usr/riscv64-linux-gnu"

# NAME | program | target | runner; `none`: this CPU may not run it | compiler and flags
kinds() {
  cat <<KINDS
layers-gcc | every_layer | AVX2 | | g++ -march=x86-64-v3 -O2
layers-clang | every_layer | AVX2 | | clang++-19 -march=x86-64-v3 -O2
layers-aarch64 | every_layer | NEON | $arm | aarch64-linux-gnu-g++ -O2 -isystem $headers
avx2 | program | AVX2 | | g++ -march=x86-64-v3
haswell | program | AVX2 | | g++ -march=haswell -Os
scalar | program | SCALAR | | g++ -DCAMEO_NO_TARGET_MESSAGE
avx3 | program | AVX3 | none | g++ -march=x86-64-v4
gcc-11 | program | AVX2 | | g++-11 -march=x86-64-v3
clang-14 | program | AVX2 | | clang++-14 -march=x86-64-v3
gcc-sanitizers | program | AVX2 | | g++ -march=x86-64-v3 -fsanitize=address,undefined
highway-1.2 | program | AVX2 | | g++ -march=x86-64-v3 -isystem $newer/usr/include
highway-1.2-avx512 | program | AVX3_SPR | none | g++ -march=sapphirerapids -isystem $newer/usr/include
aarch64 | program | NEON | $arm | aarch64-linux-gnu-g++ -isystem $headers
aarch64-sve2 | program | NEON | $arm -cpu max | aarch64-linux-gnu-g++ -march=armv8.5-a+sve2 -isystem $headers
armhf | program | NEON | qemu-arm -L /usr/arm-linux-gnueabihf | arm-linux-gnueabihf-g++ -mfpu=neon-vfpv4 -mfp16-format=ieee -Wno-conversion -isystem $headers
aarch64-highway-1.2 | program | NEON_WITHOUT_AES | $arm | aarch64-linux-gnu-g++ -isystem $newer/usr/include -isystem $headers
s390x | program | SCALAR | qemu-s390x -L /usr/s390x-linux-gnu | s390x-linux-gnu-g++ -isystem $headers
ppc64le | program | SCALAR | qemu-ppc64le -L /usr/powerpc64le-linux-gnu | powerpc64le-linux-gnu-g++ -isystem $headers
riscv64-vectors | program | EMU128 | $riscv | clang++-19 --target=riscv64-linux-gnu -march=rv64gcv -isystem $headers
KINDS
}

# Writes what was found to NAME.result: "ok", or why not.
try() {
  local name=$1 source=$2 target=$3 runner=$4 start=$SECONDS found result=ok
  local program=$build/$name
  read -ra compiler <<<"$5"
  if ! "${compiler[0]}" -std=c++20 -O1 -Wall -Wextra -Wpedantic -Wconversion -Werror "${compiler[@]:1}" \
    "-I$root/include" -o "$program" "$root/tests/cross/$source.cpp" >"$program.log" 2>&1; then
    result="does not compile: $(grep -m1 error "$program.log")"
  elif [[ $runner != none ]]; then
    found=$(timeout 300 $runner "$program" 2>>"$program.log") || result="fails: $found"
    echo "$found" >"$program.out"
    [[ $found == "$target "* ]] || result="is for the target ${found%% *}, not for $target"
  elif ! strings "$program" | grep -x "N_$target" >/dev/null; then
    result="is not for the target $target"
  fi
  echo "$result" >"$program.result"
  echo "$name: $result ($((SECONDS - start)) s)"
}

install_packages g++ g++-11 clang-14 clang-19 qemu-user libhwy-dev libboost-dev g++-aarch64-linux-gnu g++-arm-linux-gnueabihf \
  g++-s390x-linux-gnu g++-powerpc64le-linux-gnu g++-riscv64-linux-gnu || exit
fetch_newer_highway || exit
rm -f "$build"/*.result "$build"/*.out

names=()
while IFS='|' read -r name source target runner compiler; do
  read -r name <<<"$name" && read -r source <<<"$source" && read -r target <<<"$target"
  [[ $# -eq 0 || " $* " == *" $name "* ]] || continue
  names+=("$name")
  while [[ $(jobs -rp | wc -l) -ge $(nproc) ]]; do wait -n; done
  read -r runner <<<"$runner" || true
  try "$name" "$source" "$target" "$runner" "$compiler" &
done < <(kinds)
wait

failures=0
for name in "${names[@]}"; do
  [[ $(<"$build/$name.result") == ok ]] || failures=$((failures + 1))
done
for same in "fused 0" "fused 1" "fused 1, every layer"; do
  bits=$(grep -h "$same:" "$build"/*.out | cut -d: -f2 | sort -u)
  if [[ $(wc -l <<<"$bits") -gt 1 ]]; then
    echo "$same: these should be the same bits:"
    grep "$same:" "$build"/*.out
    failures=$((failures + 1))
  fi
done
echo "${#names[@]} kinds, $failures failures, $SECONDS s"
[[ ${#names[@]} -gt 0 && $failures -eq 0 ]]
