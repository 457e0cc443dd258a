#pragma once
#include <cstddef>
#include <cstdint>

namespace tatap {

constexpr size_t kHashBytes = 32;

/* SHA-256 (FIPS 180-4). Plain C++ on the device as on the host, so that what the host tests is what signs. */
class Sha256 {
 public:
  Sha256();
  void update(const void* bytes, size_t count);
  /* Ends the hash; the object is not to be used again. */
  void finish(uint8_t out[kHashBytes]);

 private:
  void block(const uint8_t* bytes);
  uint32_t state_[8];
  uint8_t pending_[64];
  size_t pendingBytes_ = 0;
  uint64_t totalBytes_ = 0;
};

/* HMAC-SHA-256 (RFC 2104). A key longer than 64 bytes is hashed first, as the RFC says. Can be copied after the key is in. */
class HmacSha256 {
 public:
  HmacSha256(const void* key, size_t keyBytes);
  void update(const void* bytes, size_t count) { inner_.update(bytes, count); }
  void finish(uint8_t out[kHashBytes]);

 private:
  Sha256 inner_;
  Sha256 outer_;
};

/* PBKDF2-HMAC-SHA-256 (RFC 8018), one block: 32 bytes. iterations >= 1; saltBytes any. */
void pbkdf2(const char* password, size_t passwordBytes, const uint8_t* salt, size_t saltBytes, uint32_t iterations, uint8_t out[kHashBytes]);

/* Takes as long for any two inputs of the same length, wherever they differ. */
bool sameBytes(const void* left, const void* right, size_t count);

/* Overwrites in a way that the compiler may not leave out. */
void wipe(void* bytes, size_t count);

}  // namespace tatap
