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

hosted=(-std=c++20 -march=native -Wall -Wextra -Wpedantic -Wconversion -Werror -I.)
embedded=("${hosted[@]}" -fno-exceptions -fno-rtti)

# Headers that include Highway, themselves or by another one, find it precompiled: parsing it is most of their time.
highway=cameo/simd/compat-inl.hpp
with_highway=$highway
while true; do
  more=$(grep -rlF --include='*.hpp' -f <(sed 's|.*|#include "&"|' <<<"$with_highway") cameo | cat - <(echo "$highway") | sort -u)
  [[ $more != "$with_highway" ]] || break
  with_highway=$more
done
for kind in hosted embedded; do
  declare -n flags=$kind
  mkdir "$work/$kind"
  echo "#include \"$highway\"" >"$work/$kind/highway.hpp"
  "$compiler" "${flags[@]}" -x c++-header "$work/$kind/highway.hpp" -o "$work/$kind/highway.hpp.gch"
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
  grep -qxF "$header" <<<"$with_highway" && precompiled=(-include "$work/$kind/highway.hpp")
  printf '%q ' alone "$header" "${flags[@]}" "${precompiled[@]}"
  echo
done | tr '\n' '\0' | xargs -0 -P "$(nproc)" -I{} bash -c '{}'
