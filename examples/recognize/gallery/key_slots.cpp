// SPDX-License-Identifier: MIT
#include "key_slots.hpp"

#include <algorithm>

namespace recognize {

namespace {

Bytes copy(View bytes) { return {bytes.begin(), bytes.end()}; }

Place lock_of(View gallery, std::int64_t slot) { return {gallery, "lock", slot}; }
Place label_of(View gallery, std::int64_t slot) { return {gallery, "label", slot}; }
Secret label_key(const KeyRing& ring) { return derive_key(ring.data, "labels of slots"); }

}  // namespace

std::vector<KeySlot> read_slots(Database& database) {
  std::vector<KeySlot> slots;
  Statement select = database.prepare("SELECT id, public_key, lock, ring, about FROM slot ORDER BY id");
  while (select.step())
    slots.push_back({select.number(0), copy(select.bytes(1)), copy(select.bytes(2)), copy(select.bytes(3)),
                     copy(select.bytes(4))});
  return slots;
}

void write_slot(Database& database, const KeySlot& slot) {
  database.prepare("INSERT OR REPLACE INTO slot(id, public_key, lock, ring, about) VALUES(?, ?, ?, ?, ?)")
      .bind(slot.id)
      .bind(slot.public_key)
      .bind(slot.lock)
      .bind(slot.ring)
      .bind(slot.about)
      .run();
}

void remove_slot(Database& database, std::int64_t id) {
  database.prepare("DELETE FROM slot WHERE id = ?").bind(id).run();
}

KeySlot make_slot(std::int64_t id, View gallery, const Credential& credential, View salt,
                  View administrator) {
  const Unlocked unlocked{id, Secret::random(), copy(administrator)};
  return {.id = id,
          .public_key = box_public_key(unlocked.seed),
          .lock = make_lock(unlocked, gallery, credential, salt),
          .ring = {},
          .about = {}};
}

Bytes make_lock(const Unlocked& unlocked, View gallery, const Credential& credential, View salt) {
  Secret content(unlocked.seed.size() + unlocked.administrator.size());
  std::copy_n(unlocked.seed.data(), unlocked.seed.size(), content.data());
  std::copy(unlocked.administrator.begin(), unlocked.administrator.end(),
            content.data() + unlocked.seed.size());
  return seal(credential.locking_key(salt), lock_of(gallery, unlocked.slot), content);
}

void give_ring(KeySlot& slot, View gallery, const KeyRing& ring, const SlotLabel& label) {
  slot.ring = seal_to(slot.public_key, ring.for_role(label.role).pack());
  Bytes about{static_cast<std::uint8_t>(label.role)};
  about.insert(about.end(), label.label.begin(), label.label.end());
  slot.about = seal(label_key(ring), label_of(gallery, slot.id), about);
}

std::optional<Unlocked> unlock(const std::vector<KeySlot>& slots, View gallery, const Credential& credential,
                               View salt) {
  const Secret key = credential.locking_key(salt);
  for (const KeySlot& slot : slots) {
    Secret content(Secret::key_size + public_key_size);
    if (slot.lock.size() != content.size() + seal_size) continue;
    if (!unseal(key, lock_of(gallery, slot.id), slot.lock, content)) continue;
    const View opened = content;
    return Unlocked{slot.id, Secret::copy_of(opened.first(Secret::key_size)),
                    copy(opened.subspan(Secret::key_size))};
  }
  return std::nullopt;
}

std::optional<KeyRing> open_ring(const KeySlot& slot, const Unlocked& unlocked) {
  Secret packed(KeyRing::packed_size);
  if (!unseal_with(unlocked.seed, slot.ring, packed)) return std::nullopt;
  return KeyRing::unpack(packed);
}

std::optional<SlotLabel> open_label(const KeySlot& slot, View gallery, const KeyRing& ring) {
  if (slot.about.size() <= seal_size) return std::nullopt;
  Bytes about(slot.about.size() - seal_size);
  if (!unseal(label_key(ring), label_of(gallery, slot.id), slot.about, about)) return std::nullopt;
  const std::optional<Role> role = role_numbered(about[0]);
  if (!role) return std::nullopt;
  return SlotLabel{*role, std::string(about.begin() + 1, about.end())};
}

}  // namespace recognize
