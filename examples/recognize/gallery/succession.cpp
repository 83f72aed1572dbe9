// SPDX-License-Identifier: MIT
#include "succession.hpp"

namespace recognize {

namespace {

constexpr std::size_t link_size = public_key_size + signature_size;  // of the key before

Fields message_of(View gallery, View key) {
  Fields fields;
  fields.add("successor").add(gallery).add(key);
  return fields;
}

}  // namespace

void add_successor(Bytes& succession, View gallery, View seed, View next_key) {
  const Bytes signature = sign(seed, message_of(gallery, next_key));
  succession.insert(succession.end(), next_key.begin(), next_key.end());
  succession.insert(succession.end(), signature.begin(), signature.end());
}

std::optional<Bytes> newest_key(View succession, View gallery, View known) {
  if (succession.size() % link_size != 0) return std::nullopt;
  std::size_t next = 0;  // the first key of all stands nowhere: what is not found is taken for it
  for (std::size_t link = 0; link < succession.size(); link += link_size)
    if (is_equal(succession.subspan(link, public_key_size), known)) next = link + link_size;
  Bytes newest(known.begin(), known.end());
  for (; next < succession.size(); next += link_size) {
    const View link = succession.subspan(next, link_size), key = link.first(public_key_size);
    if (!is_signed(newest, message_of(gallery, key), link.subspan(public_key_size))) return std::nullopt;
    newest.assign(key.begin(), key.end());
  }
  return newest;
}

}  // namespace recognize
