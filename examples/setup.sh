# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# What the run.sh scripts share; read with `source`, on Debian 12, Ubuntu 24.04 and later ones.

# What the faces program is built from and with.
faces_packages=(g++ cmake ninja-build libhwy-dev libboost-dev libfmt-dev libcli11-dev nlohmann-json3-dev
  libjpeg-dev libpng-dev pkgconf libpango1.0-dev fonts-open-sans)

# What finds faces in pictures.
face_finder_packages=(libdlib-dev libblas-dev liblapack-dev)

# What keeps people's faces and protects them, and what reads tables of scores.
gallery_packages=(libsqlite3-dev libsodium-dev libcsv-dev)

as_root() {
  if [[ $EUID -eq 0 ]]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    echo "not root and no sudo; please run as root: $*" >&2
    return 1
  fi
}

# install_packages NAME...: installs by apt what is missing; asks no network when nothing is.
install_packages() {
  local missing=() name
  for name in "$@"; do
    [[ $(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null) == installed ]] || missing+=("$name")
  done
  [[ ${#missing[@]} -gt 0 ]] || return 0
  echo "installing ${missing[*]}"
  local install=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends
    -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 install "${missing[@]}")
  # Package lists may be absent or too old to be of use.
  if ! as_root "${install[@]}" </dev/null >/dev/null 2>&1; then
    as_root apt-get -qq update </dev/null
    as_root "${install[@]}" </dev/null >/dev/null
  fi
}

# fetch_lfw_subset FOLDER: puts there lfw_subset.npy, 200 pictures (100 faces, then 100 others) of 25x25 grays in
# Debian's package python3-skimage; the second time it is there already.
fetch_lfw_subset() {
  [[ ! -e $1/lfw_subset.npy ]] || return 0
  echo "fetching the pictures in Debian's package python3-skimage"
  local work folder
  folder=$(realpath -m "$1")
  work=$(mktemp -d)
  (
    trap 'rm -rf "$work"' EXIT
    cd "$work"
    local download=(apt-get -qq -o APT::Sandbox::User="$(id -un)" download python3-skimage)
    "${download[@]}" 2>/dev/null || { as_root apt-get -qq update && "${download[@]}"; }
    dpkg-deb -x python3-skimage_*.deb .
    mkdir -p "$folder"
    find . -name lfw_subset.npy -exec mv {} "$folder/lfw_subset.npy.part" \;
    mv "$folder/lfw_subset.npy.part" "$folder/lfw_subset.npy"
  )
}

# fetch_source_package ARCHIVE SHA256 FOLDER FILE...: unpacks into FOLDER these files, paths in the archive, of the source
# package ARCHIVE, such as face_recognition-1.3.0.tar.gz, from PyPI; what is there already is not fetched again.
fetch_source_package() {
  local archive=$1 sum=$2 folder file missing=
  folder=$(realpath -m "$3")
  shift 3
  for file in "$@"; do
    [[ -e $folder/${file##*/} ]] || missing=yes
  done
  [[ $missing ]] || return 0
  echo "fetching $archive from PyPI"
  install_packages python3-pip || return
  local work name=${archive%.tar.gz}
  work=$(mktemp -d)
  (
    trap 'rm -rf "$work"' EXIT
    mkdir -p "$folder"
    cd "$work"
    # pip runs a source package's setup.py, in an environment that it makes for it, to learn the package's version.
    python3 -m pip --quiet --disable-pip-version-check download --no-deps --no-binary :all: "${name%-*}==${name##*-}" &&
      echo "$sum  $archive" | sha256sum --quiet --check || exit
    for file in "$@"; do
      tar -xzf "$archive" --to-stdout "$name/$file" >"$folder/${file##*/}.part" &&
        mv "$folder/${file##*/}.part" "$folder/${file##*/}" || exit
    done
  )
}

# fetch_face_models FOLDER: puts there dlib's published network for faces and its finder of five landmarks (CC0 1.0).
fetch_face_models() {
  fetch_source_package face_recognition_models-0.3.0.tar.gz \
    b79bd200a88c87c9a9d446c990ae71c5a626d1f3730174e6d570157ff1d896cf "$1" \
    face_recognition_models/models/{dlib_face_recognition_resnet_model_v1,shape_predictor_5_face_landmarks}.dat
}

# fetch_face_pictures FOLDER: puts there pictures of two people, who are public ones, from the tests of the Python package
# face_recognition (MIT).
fetch_face_pictures() {
  fetch_source_package face_recognition-1.3.0.tar.gz \
    5e5efdd1686aa566af0d3cc1313b131e4b197657a8ffd03669e6d3fad92705ec "$1" \
    tests/test_images/{obama.jpg,obama2.jpg,obama3.jpg,obama_partial_face.jpg,obama_partial_face2.jpg,biden.jpg,32bit.png}
}

# Options for configure: many files of a program are one for the compiler, which makes what they share once.
compiled_together=(-DCMAKE_UNITY_BUILD=ON -DCMAKE_UNITY_BUILD_BATCH_SIZE=15)

# configure ROOT NAME [OPTION...]: configures ROOT/build/NAME; says something only when it fails.
configure() {
  local root=$1 build=$1/build/$2 generator=()
  shift 2
  [[ -e $build/CMakeCache.txt ]] || generator=(-G Ninja)
  mkdir -p "$build"
  cmake -S "$root" -B "$build" "${generator[@]}" "$@" >"$build/configure.log" 2>&1 || {
    cat "$build/configure.log" >&2
    return 1
  }
}
