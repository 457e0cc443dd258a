#pragma once
#include <cstddef>

namespace tatap {

/*
 * Reads application/x-www-form-urlencoded text (a form's body, or what follows the ? of an address) one field at a time into
 * the caller's buffers. A field that is too long, holds a NUL or a broken escape, or is not UTF-8 ends the reading: a form is
 * used whole or not at all.
 */
class FormReader {
 public:
  FormReader(const char* text, size_t length) : at_(text), end_(text + length) {}
  enum class Read { kField, kEnd, kBroken };
  /* Both come out NUL-ended. */
  Read next(char* name, size_t nameCapacity, char* value, size_t valueCapacity);

 private:
  bool decode(const char* from, const char* to, char* out, size_t capacity) const;
  const char* at_;
  const char* end_;
};

/* The first field of that name. False: none, or the text is broken before it. */
bool formValue(const char* text, size_t length, const char* name, char* value, size_t capacity);

}  // namespace tatap
