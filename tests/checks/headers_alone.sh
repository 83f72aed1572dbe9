#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# headers_alone.sh COMPILER ROOT [FOLDER...]: each header (of the folders of include/) compiles as the only include of a
# file, without a warning; what an embedded program needs compiles without exceptions and run-time type information too.
set -euo pipefail
compiler=$1 root=$2
shift 2
export compiler
cd "$root/include"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# clang 19 finds fault with what its own -march=native says of a CPU with AVX10.
hosted=(-std=c++20 -march=native -Wno-unknown-warning-option -Wno-invalid-feature-combination -Wall -Wextra -Wpedantic -Wconversion -Werror -I.)
embedded=("${hosted[@]}" -fno-exceptions -fno-rtti)

# reaching INCLUDE: the headers that include it, themselves or by another one
reaching() {
  local found more
  found=$(grep -rlF --include='*.hpp' "#include $1" cameo | sort)
  while more=$(grep -rlF --include='*.hpp' -f <(sed 's|.*|#include "&"|' <<<"$found") cameo | sort -u - <(echo "$found")) &&
    [[ $more != "$found" ]]; do
    found=$more
  done
  echo "$found"
}

# What such headers include anyway, they find precompiled: parsing Highway, or all of the standard library's algorithms,
# is most of their time.
declare -A root_of=([highway]='"cameo/simd/compat-inl.hpp"' [algorithm]='<algorithm>')
for name in "${!root_of[@]}"; do
  reaching "${root_of[$name]}" >"$work/$name"
  for kind in hosted embedded; do
    declare -n flags=$kind
    mkdir -p "$work/$kind"
    echo "#include ${root_of[$name]}" >"$work/$kind/$name.hpp"
    "$compiler" "${flags[@]}" -x c++-header "$work/$kind/$name.hpp" -o "$work/$kind/$name.hpp.gch"
  done
done

alone() {
  local header=$1
  shift
  if ! echo "#include \"$header\"" | "$compiler" -fsyntax-only "$@" -x c++ -; then
    echo "not alone: $header"
    return 1
  fi
}
export -f alone

find "${@:-cameo}" -name '*.hpp' | sort | while read -r header; do
  kind=embedded precompiled=()
  [[ $header =~ ^cameo/(report|face|ext|testing)/ || $header == cameo/cameo.hpp ]] && kind=hosted
  declare -n flags=$kind
  for name in highway algorithm; do
    grep -qxF "$header" "$work/$name" && precompiled=(-include "$work/$kind/$name.hpp") && break
  done
  printf '%q ' alone "$header" "${flags[@]}" "${precompiled[@]}"
  echo
done | tr '\n' '\0' | xargs -0 -P "$(nproc)" -I{} bash -c '{}'
