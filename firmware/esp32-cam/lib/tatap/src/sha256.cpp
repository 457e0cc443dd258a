#include "sha256.h"

#include <cstring>

namespace tatap {
namespace {

constexpr uint32_t kRound[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be,
    0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa,
    0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85,
    0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3,
    0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f,
    0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

inline uint32_t turn(uint32_t word, unsigned by) { return (word >> by) | (word << (32 - by)); }

inline uint32_t readWord(const uint8_t* bytes) {
  return (uint32_t{bytes[0]} << 24) | (uint32_t{bytes[1]} << 16) | (uint32_t{bytes[2]} << 8) | uint32_t{bytes[3]};
}

inline void writeWord(uint8_t* bytes, uint32_t word) {
  for (int i = 0; i < 4; i++) bytes[i] = static_cast<uint8_t>(word >> (24 - 8 * i));
}

}  // namespace

Sha256::Sha256()
    : state_{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19}, pending_{} {}

void Sha256::block(const uint8_t* bytes) {
  uint32_t w[64];
  for (int i = 0; i < 16; i++) w[i] = readWord(bytes + 4 * i);
  for (int i = 16; i < 64; i++) {
    const uint32_t s0 = turn(w[i - 15], 7) ^ turn(w[i - 15], 18) ^ (w[i - 15] >> 3);
    const uint32_t s1 = turn(w[i - 2], 17) ^ turn(w[i - 2], 19) ^ (w[i - 2] >> 10);
    w[i] = w[i - 16] + s0 + w[i - 7] + s1;
  }
  uint32_t a = state_[0], b = state_[1], c = state_[2], d = state_[3], e = state_[4], f = state_[5], g = state_[6], h = state_[7];
  for (int i = 0; i < 64; i++) {
    const uint32_t t1 = h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + kRound[i] + w[i];
    const uint32_t t2 = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    h = g; g = f; f = e; e = d + t1; d = c; c = b; b = a; a = t1 + t2;
  }
  state_[0] += a; state_[1] += b; state_[2] += c; state_[3] += d; state_[4] += e; state_[5] += f; state_[6] += g; state_[7] += h;
}

void Sha256::update(const void* bytes, size_t count) {
  const uint8_t* from = static_cast<const uint8_t*>(bytes);
  totalBytes_ += count;
  while (count > 0) {
    if (pendingBytes_ == 0 && count >= sizeof pending_) {
      block(from);
      from += sizeof pending_;
      count -= sizeof pending_;
      continue;
    }
    const size_t room = sizeof pending_ - pendingBytes_;
    const size_t take = count < room ? count : room;
    memcpy(pending_ + pendingBytes_, from, take);
    pendingBytes_ += take;
    from += take;
    count -= take;
    if (pendingBytes_ == sizeof pending_) {
      block(pending_);
      pendingBytes_ = 0;
    }
  }
}

void Sha256::finish(uint8_t out[kHashBytes]) {
  const uint64_t bits = totalBytes_ * 8;
  const uint8_t one = 0x80, zero = 0;
  update(&one, 1);
  while (pendingBytes_ != 56) update(&zero, 1);
  uint8_t length[8];
  writeWord(length, static_cast<uint32_t>(bits >> 32));
  writeWord(length + 4, static_cast<uint32_t>(bits));
  update(length, sizeof length);
  for (int i = 0; i < 8; i++) writeWord(out + 4 * i, state_[i]);
}

HmacSha256::HmacSha256(const void* key, size_t keyBytes) {
  uint8_t pad[64] = {};
  if (keyBytes > sizeof pad) {
    Sha256 hashed;
    hashed.update(key, keyBytes);
    hashed.finish(pad);
  } else if (keyBytes > 0) {
    memcpy(pad, key, keyBytes);
  }
  for (uint8_t& byte : pad) byte ^= 0x36;
  inner_.update(pad, sizeof pad);
  for (uint8_t& byte : pad) byte ^= 0x36 ^ 0x5c;
  outer_.update(pad, sizeof pad);
  wipe(pad, sizeof pad);
}

void HmacSha256::finish(uint8_t out[kHashBytes]) {
  inner_.finish(out);
  outer_.update(out, kHashBytes);
  outer_.finish(out);
}

void pbkdf2(const char* password, size_t passwordBytes, const uint8_t* salt, size_t saltBytes, uint32_t iterations, uint8_t out[kHashBytes]) {
  const HmacSha256 keyed(password, passwordBytes);
  uint8_t link[kHashBytes];
  HmacSha256 first = keyed;
  const uint8_t blockIndex[4] = {0, 0, 0, 1};
  first.update(salt, saltBytes);
  first.update(blockIndex, sizeof blockIndex);
  first.finish(link);
  memcpy(out, link, kHashBytes);
  for (uint32_t i = 1; i < iterations; i++) {
    HmacSha256 next = keyed;
    next.update(link, kHashBytes);
    next.finish(link);
    for (size_t byte = 0; byte < kHashBytes; byte++) out[byte] ^= link[byte];
  }
  wipe(link, sizeof link);
}

bool sameBytes(const void* left, const void* right, size_t count) {
  const volatile uint8_t* a = static_cast<const uint8_t*>(left);
  const volatile uint8_t* b = static_cast<const uint8_t*>(right);
  uint8_t different = 0;
  for (size_t i = 0; i < count; i++) different = static_cast<uint8_t>(different | (a[i] ^ b[i]));
  return different == 0;
}

void wipe(void* bytes, size_t count) {
  volatile uint8_t* at = static_cast<uint8_t*>(bytes);
  for (size_t i = 0; i < count; i++) at[i] = 0;
}

}  // namespace tatap
