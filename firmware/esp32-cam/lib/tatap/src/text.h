#pragma once
#include <cstddef>
#include <cstdint>

namespace tatap {

/*
 * Text into a buffer that somebody else owns: always ends with a NUL, never writes past the end, and remembers whether anything
 * was left out. No heap, no exceptions, no printf (whose %llu is not there in every C library for the chip).
 */
class Text {
 public:
  Text(char* buffer, size_t capacity);
  Text& add(const char* text);
  Text& add(const char* text, size_t count);
  Text& addChar(char character);
  Text& addNumber(uint64_t value);
  Text& addSigned(int64_t value);
  /* At least `digits` digits, with zeros before. */
  Text& addPadded(uint64_t value, unsigned digits);
  Text& addHex(const uint8_t* bytes, size_t count);
  /* With quotes. Control bytes and bytes that are no UTF-8 never come out raw. */
  Text& addJsonString(const char* text);
  /* Safe between tags and inside a quoted attribute. */
  Text& addHtml(const char* text);
  const char* text() const { return buffer_; }
  size_t length() const { return length_; }
  /* False as soon as something did not fit. */
  bool whole() const { return whole_; }

 private:
  char* buffer_;
  size_t capacity_;
  size_t length_ = 0;
  bool whole_ = true;
};

/* Exactly 2 x count hex digits of either case. False: any other text; `out` is then half written. */
bool hexToBytes(const char* hex, size_t hexLength, uint8_t* out, size_t count);

/* Standard base64 with padding. False: no base64, or more than `capacity` bytes. */
bool base64ToBytes(const char* text, size_t length, uint8_t* out, size_t capacity, size_t& count);

/* No overlong forms, no surrogates, nothing over U+10FFFF. */
bool isUtf8(const char* text, size_t length);

/* Length of the UTF-8 sequence that begins at `at`, 0 if none does. */
size_t utf8Sequence(const uint8_t* at, size_t left);

}  // namespace tatap
