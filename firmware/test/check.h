#pragma once
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

/* As much of a test framework as these tests need: a sentence, a body, and what was false in it. */
struct Case {
  const char* sentence;
  void (*body)();
};

std::vector<Case>& cases();
extern bool caseFailed;

struct Register {
  Register(const char* sentence, void (*body)()) { cases().push_back({sentence, body}); }
};

#define JOIN2(a, b) a##b
#define JOIN(a, b) JOIN2(a, b)
#define IT(sentence)                                                        \
  static void JOIN(body, __LINE__)();                                       \
  static const Register JOIN(entry, __LINE__)(sentence, JOIN(body, __LINE__)); \
  static void JOIN(body, __LINE__)()

#define CHECK(what)                                                \
  do {                                                             \
    if (!(what)) {                                                 \
      caseFailed = true;                                           \
      printf("  %s:%d: not so: %s\n", __FILE__, __LINE__, #what);  \
    }                                                              \
  } while (false)

/* Where the shared vectors lie, as lines of words: see host.test.ts. */
std::vector<std::vector<std::string>> vectorLines(const char* file);
std::string unhex(const std::string& hex);
std::string hexOf(const uint8_t* bytes, size_t count);

/* Marsaglia's xorshift; the same numbers on every run unless a seed is given on the command line. */
uint32_t roll();
std::string randomText(const char* alphabet, size_t longest);
std::string randomBytes(size_t longest);
