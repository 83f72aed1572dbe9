#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# compile_fail.sh COMPILER ROOT FILE PRECOMPILED: the file does not compile behind that header, and each text that it
# names in a line `// expect: TEXT` stands in the compiler's output; a line `// flags: FLAG...` adds flags. A file named
# control*.cpp must compile instead: it shows that the others fail for their own mistake.
set -euo pipefail
compiler=$1 root=$2 file=$3 precompiled=$4
mapfile -t expected < <(sed -n 's|^// expect: ||p' "$file")
read -ra flags <<<"$(sed -n 's|^// flags: ||p' "$file")"

status=0
output=$("$compiler" -std=c++20 -fsyntax-only -DCAMEO_NO_TARGET_MESSAGE "${flags[@]}" "-I$root/include" \
  -include "$precompiled" "$file" 2>&1) || status=$?

if [[ ${file##*/} == control* ]]; then
  [[ $status -eq 0 ]] || echo "it must compile, but: $output"
  exit $status
fi
if [[ ${#expected[@]} -eq 0 ]]; then
  echo "no line '// expect: TEXT'"
  exit 1
fi
if [[ $status -eq 0 ]]; then
  echo "it compiles, but should not"
  exit 1
fi
missing=0
for text in "${expected[@]}"; do
  if ! grep -qF -- "$text" <<<"$output"; then
    echo "the compiler does not say: $text"
    missing=1
  fi
done
[[ $missing -eq 0 ]] || echo "it says: $output"
exit $missing
