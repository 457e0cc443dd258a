#include "check.h"

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>

#include "text.h"

bool caseFailed = false;
static std::string vectorFolder;
static uint32_t seed = 2463534242u;

std::vector<Case>& cases() {
  static std::vector<Case> all;
  return all;
}

std::vector<std::vector<std::string>> vectorLines(const char* file) {
  std::ifstream input(vectorFolder + "/" + file);
  std::vector<std::vector<std::string>> lines;
  for (std::string line; std::getline(input, line);) {
    std::vector<std::string> words;
    std::stringstream stream(line);
    for (std::string word; std::getline(stream, word, '\t');) words.push_back(word);
    lines.push_back(words);
  }
  return lines;
}

std::string unhex(const std::string& hex) {
  std::string bytes(hex.size() / 2, '\0');
  if (!tatap::hexToBytes(hex.data(), hex.size(), reinterpret_cast<uint8_t*>(&bytes[0]), bytes.size())) abort();
  return bytes;
}

std::string hexOf(const uint8_t* bytes, size_t count) {
  std::vector<char> out(2 * count + 1);
  return tatap::Text(out.data(), out.size()).addHex(bytes, count).text();
}

uint32_t roll() {
  seed ^= seed << 13;
  seed ^= seed >> 17;
  seed ^= seed << 5;
  return seed;
}

std::string randomText(const char* alphabet, size_t longest) {
  std::string text(roll() % (longest + 1), ' ');
  for (char& c : text) c = alphabet[roll() % strlen(alphabet)];
  return text;
}

std::string randomBytes(size_t longest) {
  std::string bytes(roll() % (longest + 1), ' ');
  for (char& c : bytes) c = static_cast<char>(roll());
  return bytes;
}

int main(int count, char** words) {
  if (count < 2) {
    printf("usage: host FOLDER_OF_VECTOR_LINES [SEED]\n");
    return 2;
  }
  vectorFolder = words[1];
  if (count > 2) seed = static_cast<uint32_t>(strtoul(words[2], nullptr, 10)) | 1u;
  int failures = 0;
  for (const Case& one : cases()) {
    caseFailed = false;
    one.body();
    printf("%s %s\n", caseFailed ? "FAIL" : "ok", one.sentence);
    if (caseFailed) failures++;
  }
  return failures == 0 ? 0 : 1;
}
