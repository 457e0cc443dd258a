#include "form.h"

#include <cstdint>
#include <cstring>

#include "text.h"

namespace tatap {
namespace {

const char* find(const char* from, const char* to, char wanted) {
  while (from < to && *from != wanted) from++;
  return from;
}

}  // namespace

bool FormReader::decode(const char* from, const char* to, char* out, size_t capacity) const {
  size_t length = 0;
  while (from < to) {
    char character = *from++;
    if (character == '+') {
      character = ' ';
    } else if (character == '%') {
      uint8_t byte = 0;
      if (to - from < 2 || !hexToBytes(from, 2, &byte, 1)) return false;
      character = static_cast<char>(byte);
      from += 2;
    }
    if (character == '\0' || length + 1 >= capacity) return false;
    out[length++] = character;
  }
  if (capacity == 0) return false;
  out[length] = '\0';
  return isUtf8(out, length);
}

FormReader::Read FormReader::next(char* name, size_t nameCapacity, char* value, size_t valueCapacity) {
  while (at_ < end_ && *at_ == '&') at_++;
  if (at_ == end_) return Read::kEnd;
  const char* fieldEnd = find(at_, end_, '&');
  const char* nameEnd = find(at_, fieldEnd, '=');
  const char* valueStart = nameEnd == fieldEnd ? fieldEnd : nameEnd + 1;
  const bool whole = decode(at_, nameEnd, name, nameCapacity) && decode(valueStart, fieldEnd, value, valueCapacity);
  at_ = whole ? fieldEnd : end_;
  return whole ? Read::kField : Read::kBroken;
}

bool formValue(const char* text, size_t length, const char* name, char* value, size_t capacity) {
  FormReader reader(text, length);
  char found[33];
  while (reader.next(found, sizeof found, value, capacity) == FormReader::Read::kField) {
    if (strcmp(found, name) == 0) return true;
  }
  if (capacity > 0) value[0] = '\0';
  return false;
}

}  // namespace tatap
