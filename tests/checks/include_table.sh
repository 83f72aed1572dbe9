#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# include_table.sh ROOT: who may include whom in ROOT/include/cameo, and what an embedded program must not meet.
set -euo pipefail
cd "$1/include/cameo"

# Every folder may include itself and core.
declare -A may_include=(
  [core]=""
  [simd]=""
  [layers]="simd"
  [loss]="simd layers"
  [optim]="simd"
  [metrics]="simd"
  [net]="layers"
  [plan]="net layers"
  [stages]="simd layers plan"
  [data]="simd"
  [train]="simd layers loss optim metrics net plan stages data"
  [io]="net"
  [report]="net plan train"
  [face]="simd layers metrics net data train io"
  [testing]="simd layers loss optim metrics net plan stages data train io"
  [ext]="simd layers loss optim metrics net plan stages data train io report face"
  [.]="simd layers loss optim metrics net plan stages data train io report face testing"
)
embedded=" core simd layers loss optim metrics net plan stages data train io "

# Headers that bring streams, threads or an allocator.
not_embedded='iostream|istream|ostream|sstream|fstream|iomanip|format|regex|locale|filesystem'
not_embedded+='|thread|mutex|shared_mutex|condition_variable|future'
not_embedded+='|vector|string|deque|list|forward_list|map|set|unordered_map|unordered_set|functional|any'

# Outside headers: who may include them.
outside() {  # FILE FOLDER HEADER -> why it may not
  local file=$1 folder=$2 header=$3
  case $header in
    hwy/*) [[ $folder == core || $folder == simd ]] || echo "Highway is reached through cameo/simd" ;;
    boost/hana.hpp) echo "only small headers of Hana, never the whole library" ;;
    boost/hana/*) [[ " layers net plan " == *" $folder "* ]] || echo "Hana belongs to layers, net and plan" ;;
    fmt/*) [[ $folder == report || $folder == ext ]] || echo "fmt belongs to report and ext" ;;
    jpeglib.h | png.h | dlib/* | mpi.h | sodium.h | nlohmann/* | CLI/*)
      [[ $folder == ext ]] || echo "another library's header belongs to ext" ;;
    thread | mutex | condition_variable) [[ $file == train/threads.hpp ]] || embedded_only "$folder" "$header" ;;
    vector) [[ $file == data/@(picture|split|class_index).hpp ]] || embedded_only "$folder" "$header" ;;
    *) embedded_only "$folder" "$header" ;;
  esac
}
embedded_only() {  # FOLDER HEADER
  if [[ $embedded == *" $1 "* && $2 =~ ^($not_embedded)$ ]]; then
    echo "an embedded program includes this folder: no streams, threads or allocation"
  fi
}

failures=0
complain() {
  echo "include/cameo/$1: $2"
  failures=$((failures + 1))
}

checked=0
while IFS= read -r file; do
  checked=$((checked + 1))
  folder=.
  [[ $file == */* ]] && folder=${file%%/*}
  if [[ ! -v may_include[$folder] ]]; then
    complain "$file" "folder '$folder' is not in the include table"
    continue
  fi
  while IFS=: read -r line directive; do
    [[ $directive =~ [\<\"]([^\>\"]*)[\>\"] ]] && header=${BASH_REMATCH[1]}
    if [[ $header == cameo/* ]]; then
      target=${header#cameo/}
      into=.
      [[ $target == */* ]] && into=${target%%/*}
      [[ -e $target ]] || complain "$file:$line" "$header does not exist"
      if [[ $into != "$folder" && $into != core && " ${may_include[$folder]} " != *" $into "* ]]; then
        complain "$file:$line" "$folder may not include $header"
      fi
    elif [[ $directive == *'"'* ]]; then
      complain "$file:$line" "write \"cameo/...\", not \"$header\""
    else
      reason=$(outside "$file" "$folder" "$header")
      [[ -z $reason ]] || complain "$file:$line" "<$header>: $reason"
    fi
  done < <(grep -nE '^[[:space:]]*#[[:space:]]*include[[:space:]]*[<"]' "$file" || true)
done < <(find . -name '*.hpp' -printf '%P\n' | sort)

echo "$checked headers, $failures complaints"
[[ $checked -gt 0 && $failures -eq 0 ]]
