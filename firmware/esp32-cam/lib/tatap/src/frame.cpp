#include "frame.h"

#include <cstring>

#include "text.h"

namespace tatap {

bool isCameraId(const char* text) {
  const size_t length = strlen(text);
  if (length == 0 || length > kCameraIdMax) return false;
  for (size_t i = 0; i < length; i++) {
    const char c = text[i];
    if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-')) return false;
  }
  return true;
}

void signFrame(const uint8_t secret[kSecretBytes], const char* cameraId, const Frame& frame, Signature& signature) {
  char head[96];
  Text message(head, sizeof head);
  message.add("tatap-frame-v1\n").add(cameraId).add("\n").addNumber(signature.seq).add("\n").addNumber(signature.timeMs).add("\n");
  HmacSha256 mac(secret, kSecretBytes);
  mac.update(message.text(), message.length());
  mac.update(frame.jpeg, frame.jpegBytes);
  uint8_t sum[kHashBytes];
  mac.finish(sum);
  Text(signature.hex, sizeof signature.hex).addHex(sum, sizeof sum);
}

size_t partHead(const Frame& frame, const char* cameraId, const Signature* signature, char* out, size_t capacity) {
  Text head(out, capacity);
  head.add("\r\n--" TATAP_BOUNDARY "\r\nContent-Type: image/jpeg\r\nContent-Length: ").addNumber(frame.jpegBytes);
  head.add("\r\nX-Timestamp: ").addNumber(frame.sec).addChar('.').addPadded(frame.usec, 6).add("\r\n");
  if (signature != nullptr) {
    head.add("X-Tatap-Camera: ").add(cameraId).add("\r\nX-Tatap-Seq: ").addNumber(signature->seq);
    head.add("\r\nX-Tatap-Time: ").addNumber(signature->timeMs).add("\r\nX-Tatap-Signature: ").add(signature->hex).add("\r\n");
  }
  head.add("\r\n");
  return head.whole() ? head.length() : 0;
}

}  // namespace tatap
