#include "http.h"

#include <cstring>

#include "text.h"

namespace tatap {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool beginsWithoutCase(const char* text, size_t length, const char* prefix) {
  const size_t wanted = strlen(prefix);
  if (length < wanted) return false;
  for (size_t i = 0; i < wanted; i++) {
    if (lower(text[i]) != prefix[i]) return false;
  }
  return true;
}

bool copy(const char* from, size_t length, char* out, size_t capacity) {
  if (length >= capacity) return false;
  for (size_t i = 0; i < length; i++) {
    if (static_cast<uint8_t>(from[i]) < 0x20 || static_cast<uint8_t>(from[i]) > 0x7e) return false;
    out[i] = from[i];
  }
  out[length] = '\0';
  return true;
}

size_t lineLength(const char* bytes, size_t length) {
  for (size_t i = 0; i + 1 < length; i++) {
    if (bytes[i] == '\r' && bytes[i + 1] == '\n') return i;
  }
  return length;
}

bool parseRequestLine(const char* line, size_t length, RequestHead& head) {
  const char* end = line + length;
  const char* target = static_cast<const char*>(memchr(line, ' ', length));
  if (target == nullptr) return false;
  if (!copy(line, static_cast<size_t>(target - line), head.method, sizeof head.method)) return false;
  target++;
  const char* version = static_cast<const char*>(memchr(target, ' ', static_cast<size_t>(end - target)));
  if (version == nullptr || !beginsWithoutCase(version, static_cast<size_t>(end - version), " http/1.")) return false;
  const size_t targetLength = static_cast<size_t>(version - target);
  const char* query = static_cast<const char*>(memchr(target, '?', targetLength));
  const size_t pathLength = query == nullptr ? targetLength : static_cast<size_t>(query - target);
  return head.method[0] != '\0' && target[0] == '/' && copy(target, pathLength, head.path, sizeof head.path);
}

}  // namespace

HeadState parseRequestHead(const char* bytes, size_t length, RequestHead& head) {
  head = RequestHead{};
  size_t at = 0;
  for (bool first = true;; first = false) {
    const size_t line = lineLength(bytes + at, length - at);
    if (line == length - at) return length >= kRequestHeadMax ? HeadState::kBad : HeadState::kMore;
    if (at + line + 2 > kRequestHeadMax) return HeadState::kBad;
    const char* start = bytes + at;
    at += line + 2;
    if (first) {
      if (!parseRequestLine(start, line, head)) return HeadState::kBad;
    } else if (line == 0) {
      return HeadState::kDone;
    } else if (beginsWithoutCase(start, line, "authorization:")) {
      size_t skip = strlen("authorization:");
      while (skip < line && start[skip] == ' ') skip++;
      if (head.authorization[0] != '\0' || !copy(start + skip, line - skip, head.authorization, sizeof head.authorization)) return HeadState::kBad;
    }
  }
}

bool basicCredentials(const char* authorization, char user[33], char password[97]) {
  const size_t length = strlen(authorization);
  if (!beginsWithoutCase(authorization, length, "basic ")) return false;
  uint8_t plain[128];
  size_t count = 0;
  if (!base64ToBytes(authorization + 6, length - 6, plain, sizeof plain, count)) return false;
  if (memchr(plain, '\0', count) != nullptr) return false;
  const uint8_t* colon = static_cast<const uint8_t*>(memchr(plain, ':', count));
  if (colon == nullptr) return false;
  const size_t userLength = static_cast<size_t>(colon - plain), passwordLength = count - userLength - 1;
  if (userLength > 32 || passwordLength > 96) return false;
  memcpy(user, plain, userLength);
  user[userLength] = '\0';
  memcpy(password, colon + 1, passwordLength);
  password[passwordLength] = '\0';
  return true;
}

bool sameOrigin(const char* origin, const char* host) {
  if (origin == nullptr || origin[0] == '\0') return true;
  const size_t length = strlen(origin);
  if (!beginsWithoutCase(origin, length, "http://")) return false;
  return host != nullptr && host[0] != '\0' && strcmp(origin + 7, host) == 0;
}

bool ownHost(const char* host, const char* address, const char* mdnsName) {
  if (host == nullptr) return false;
  const char* colon = strchr(host, ':');
  const size_t length = colon == nullptr ? strlen(host) : static_cast<size_t>(colon - host);
  if (length == 0) return false;
  if (length == strlen(address) && memcmp(host, address, length) == 0) return true;
  const size_t name = strlen(mdnsName);
  return beginsWithoutCase(host, length, mdnsName) && length == name + 6 && beginsWithoutCase(host + name, 6, ".local");
}

size_t statusJson(const Status& status, char* out, size_t capacity) {
  Text json(out, capacity);
  json.add("{\"camera\":").addJsonString(status.camera).add(",\"name\":").addJsonString(status.name).add(",\"room\":").addJsonString(status.room);
  json.add(",\"firmware\":").addJsonString(status.firmware).add(",\"rssi\":").addSigned(status.rssi).add(",\"uptime_s\":").addNumber(status.uptimeS);
  json.add(",\"frames\":").addNumber(status.frames).add(",\"heap\":").addNumber(status.heap).add(",\"resets\":").addNumber(status.resets);
  json.add(",\"signed\":").add(status.isSigned ? "true" : "false").add(",\"time_ms\":").addNumber(status.timeMs).add("}");
  return json.whole() ? json.length() : 0;
}

}  // namespace tatap
