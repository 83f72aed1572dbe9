#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# format.sh ROOT: every source is as clang-format 14 writes it, and starts with its license.
set -euo pipefail
cd "$1"
mapfile -t sources < <(find include examples tests benchmarks \( -name '*.hpp' -o -name '*.cpp' \) | sort)
missing=$(grep -L '^// SPDX-License-Identifier: MIT$' "${sources[@]}" || true)
if [[ -n $missing ]]; then
  echo "no SPDX line in:" "$missing"
  exit 1
fi
for tool in clang-format-14 clang-format; do
  if command -v "$tool" >/dev/null && [[ $("$tool" --version) == *" 14."* ]]; then
    # Not --dry-run: it complains of a closing `namespace a::inline MACRO` comment that it then leaves as it is.
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    cp --parents .clang-format "${sources[@]}" "$work"
    (cd "$work" && "$tool" -i "${sources[@]}")
    status=0
    for source in "${sources[@]}"; do
      cmp -s "$source" "$work/$source" || diff -u --label "$source" --label formatted "$source" "$work/$source" || status=1
    done
    exit $status
  fi
done
echo "skipped: clang-format 14 is not installed"
exit 77
