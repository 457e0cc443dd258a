#pragma once
#include <cstddef>
#include <cstdint>

#include "sha256.h"

namespace tatap {

/* The boundary of the CameraWebServer example, which every reader of ESP32-CAM streams has seen. */
#define TATAP_BOUNDARY "123456789000000000000987654321"
constexpr char kStreamType[] = "multipart/x-mixed-replace;boundary=" TATAP_BOUNDARY;

constexpr size_t kSecretBytes = 32;
constexpr size_t kSignatureLength = 64;
/* Letters a-z, digits and hyphens. */
constexpr size_t kCameraIdMax = 32;
/* From the CR LF before the boundary to the empty line: 30 for the boundary, 20-digit numbers and the longest id fit. */
constexpr size_t kPartHeadMax = 384;

struct Frame {
  const uint8_t* jpeg;
  size_t jpegBytes;
  /* Since start, for X-Timestamp. */
  uint32_t sec;
  uint32_t usec;
};

struct Signature {
  /* Above 0; never twice with one secret. */
  uint64_t seq;
  /* Milliseconds since 1970, UTC. */
  uint64_t timeMs;
  /* 64 lower-case hex digits and a NUL. */
  char hex[kSignatureLength + 1];
};

bool isCameraId(const char* text);

/* Fills `hex`. What is signed: "tatap-frame-v1\n" id "\n" seq "\n" timeMs "\n" picture. */
void signFrame(const uint8_t secret[kSecretBytes], const char* cameraId, const Frame& frame, Signature& signature);

/* What goes before the picture in the stream. `signature` null: unsigned. Returns its length, 0 if it does not fit. */
size_t partHead(const Frame& frame, const char* cameraId, const Signature* signature, char* out, size_t capacity);

}  // namespace tatap
