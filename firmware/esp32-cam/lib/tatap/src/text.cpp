#include "text.h"

#include <cstring>

namespace tatap {
namespace {

constexpr char kHexDigits[] = "0123456789abcdef";

int hexValue(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
  return -1;
}

int base64Value(char digit) {
  if (digit >= 'A' && digit <= 'Z') return digit - 'A';
  if (digit >= 'a' && digit <= 'z') return digit - 'a' + 26;
  if (digit >= '0' && digit <= '9') return digit - '0' + 52;
  if (digit == '+') return 62;
  return digit == '/' ? 63 : -1;
}

}  // namespace

Text::Text(char* buffer, size_t capacity) : buffer_(buffer), capacity_(capacity) {
  if (capacity_ > 0) buffer_[0] = '\0';
}

Text& Text::addChar(char character) { return add(&character, 1); }

Text& Text::add(const char* text) { return add(text, strlen(text)); }

Text& Text::add(const char* text, size_t count) {
  // All or nothing: half a number or half an escape would be worse than none.
  if (!whole_ || capacity_ == 0 || count > capacity_ - 1 - length_) {
    whole_ = false;
    return *this;
  }
  memcpy(buffer_ + length_, text, count);
  length_ += count;
  buffer_[length_] = '\0';
  return *this;
}

Text& Text::addNumber(uint64_t value) { return addPadded(value, 1); }

Text& Text::addSigned(int64_t value) {
  if (value >= 0) return addNumber(static_cast<uint64_t>(value));
  return addChar('-').addNumber(0 - static_cast<uint64_t>(value));
}

Text& Text::addPadded(uint64_t value, unsigned digits) {
  char reversed[20];
  size_t count = 0;
  while (value > 0) {
    reversed[count++] = static_cast<char>('0' + value % 10);
    value /= 10;
  }
  while (count < digits && count < sizeof reversed) reversed[count++] = '0';
  char forward[20];
  for (size_t i = 0; i < count; i++) forward[i] = reversed[count - 1 - i];
  return add(forward, count);
}

Text& Text::addHex(const uint8_t* bytes, size_t count) {
  for (size_t i = 0; i < count; i++) addChar(kHexDigits[bytes[i] >> 4]).addChar(kHexDigits[bytes[i] & 15]);
  return *this;
}

Text& Text::addJsonString(const char* text) {
  const uint8_t* at = reinterpret_cast<const uint8_t*>(text);
  const uint8_t* end = at + strlen(text);
  addChar('"');
  while (at < end) {
    const size_t bytes = utf8Sequence(at, static_cast<size_t>(end - at));
    if (bytes == 0) {
      add("\\ufffd");
      at += 1;
    } else if (*at == '"' || *at == '\\') {
      const char escaped[2] = {'\\', static_cast<char>(*at)};
      add(escaped, 2);
      at += 1;
    } else if (*at < 0x20 || *at == 0x7f) {
      const char escaped[6] = {'\\', 'u', '0', '0', kHexDigits[*at >> 4], kHexDigits[*at & 15]};
      add(escaped, 6);
      at += 1;
    } else {
      add(reinterpret_cast<const char*>(at), bytes);
      at += bytes;
    }
  }
  return addChar('"');
}

Text& Text::addHtml(const char* text) {
  for (; *text != '\0'; text++) {
    switch (*text) {
      case '&': add("&amp;"); break;
      case '<': add("&lt;"); break;
      case '>': add("&gt;"); break;
      case '"': add("&quot;"); break;
      case '\'': add("&#39;"); break;
      default: addChar(*text);
    }
  }
  return *this;
}

bool hexToBytes(const char* hex, size_t hexLength, uint8_t* out, size_t count) {
  if (hexLength != 2 * count) return false;
  for (size_t i = 0; i < count; i++) {
    const int high = hexValue(hex[2 * i]), low = hexValue(hex[2 * i + 1]);
    if (high < 0 || low < 0) return false;
    out[i] = static_cast<uint8_t>(high * 16 + low);
  }
  return true;
}

bool base64ToBytes(const char* text, size_t length, uint8_t* out, size_t capacity, size_t& count) {
  count = 0;
  if (length % 4 != 0) return false;
  size_t padding = 0;
  while (padding < 2 && padding < length && text[length - 1 - padding] == '=') padding++;
  const size_t bytes = length / 4 * 3 - padding;
  if (bytes > capacity) return false;
  uint32_t bits = 0;
  for (size_t i = 0; i < length; i++) {
    const int value = i >= length - padding ? 0 : base64Value(text[i]);
    if (value < 0) return false;
    bits = (bits << 6) | static_cast<uint32_t>(value);
    if (i % 4 != 3) continue;
    for (int shift = 16; shift >= 0 && count < bytes; shift -= 8) out[count++] = static_cast<uint8_t>(bits >> shift);
  }
  return true;
}

size_t utf8Sequence(const uint8_t* at, size_t left) {
  if (left == 0) return 0;
  if (at[0] < 0x80) return 1;
  const size_t bytes = at[0] >= 0xc2 && at[0] <= 0xdf ? 2 : (at[0] & 0xf0) == 0xe0 ? 3 : at[0] >= 0xf0 && at[0] <= 0xf4 ? 4 : 0;
  if (bytes == 0 || bytes > left) return 0;
  for (size_t i = 1; i < bytes; i++) {
    if ((at[i] & 0xc0) != 0x80) return 0;
  }
  const bool overlong = (at[0] == 0xe0 && at[1] < 0xa0) || (at[0] == 0xf0 && at[1] < 0x90);
  const bool outside = (at[0] == 0xed && at[1] > 0x9f) || (at[0] == 0xf4 && at[1] > 0x8f);
  return overlong || outside ? 0 : bytes;
}

bool isUtf8(const char* text, size_t length) {
  const uint8_t* at = reinterpret_cast<const uint8_t*>(text);
  while (length > 0) {
    const size_t bytes = utf8Sequence(at, length);
    if (bytes == 0) return false;
    at += bytes;
    length -= bytes;
  }
  return true;
}

}  // namespace tatap
