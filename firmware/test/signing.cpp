/* Hashes, signatures and framing, against the RFCs and against the vectors shared with the application. */
#include <cstring>

#include "check.h"
#include "config.h"
#include "frame.h"
#include "sha256.h"
#include "text.h"

using namespace tatap;

static std::string sha256(const std::string& text) {
  Sha256 hash;
  hash.update(text.data(), text.size());
  uint8_t out[kHashBytes];
  hash.finish(out);
  return hexOf(out, sizeof out);
}

static std::string hmac(const std::string& key, const std::string& text) {
  HmacSha256 mac(key.data(), key.size());
  mac.update(text.data(), text.size());
  uint8_t out[kHashBytes];
  mac.finish(out);
  return hexOf(out, sizeof out);
}

IT("SHA-256 gives the sums of FIPS 180-4's examples") {
  CHECK(sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(sha256(std::string(1000000, 'a')) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

IT("SHA-256 does not depend on how the bytes are cut") {
  for (int round = 0; round < 300; round++) {
    const std::string text = randomBytes(700);
    Sha256 hash;
    for (size_t at = 0; at < text.size();) {
      const size_t take = 1 + roll() % (text.size() - at);
      hash.update(text.data() + at, take);
      at += take;
    }
    uint8_t out[kHashBytes];
    hash.finish(out);
    CHECK(hexOf(out, sizeof out) == sha256(text));
  }
}

IT("HMAC-SHA-256 gives the sums of RFC 4231's cases 1 to 7") {
  const std::string longKey(131, '\xaa');
  CHECK(hmac(std::string(20, '\x0b'), "Hi There") == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  CHECK(hmac("Jefe", "what do ya want for nothing?") == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  CHECK(hmac(std::string(20, '\xaa'), std::string(50, '\xdd')) == "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
  CHECK(hmac(unhex("0102030405060708090a0b0c0d0e0f10111213141516171819"), std::string(50, '\xcd')) == "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b");
  CHECK(hmac(std::string(20, '\x0c'), "Test With Truncation").substr(0, 32) == "a3b6167473100ee06e0c796c2955552b");
  CHECK(hmac(longKey, "Test Using Larger Than Block-Size Key - Hash Key First") == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
  CHECK(hmac(longKey, "This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed before being used by the HMAC algorithm.") ==
        "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2");
}

IT("PBKDF2 agrees with Node's") {
  const auto lines = vectorLines("kdf.txt");
  CHECK(lines.size() >= 4);
  for (const auto& words : lines) {
    const std::string salt = unhex(words[1]);
    uint8_t out[kHashBytes];
    pbkdf2(words[0].data(), words[0].size(), reinterpret_cast<const uint8_t*>(salt.data()), salt.size(), static_cast<uint32_t>(std::stoul(words[2])), out);
    CHECK(hexOf(out, sizeof out) == words[3]);
  }
}

/* cameraId, seq, timeMs, secret, picture, signature */
static Signature signedAs(const std::vector<std::string>& words, const std::string& jpeg) {
  const std::string secret = unhex(words[3]);
  Signature signature = {std::stoull(words[1]), std::stoull(words[2]), {}};
  const Frame frame = {reinterpret_cast<const uint8_t*>(jpeg.data()), jpeg.size(), 0, 0};
  signFrame(reinterpret_cast<const uint8_t*>(secret.data()), words[0].c_str(), frame, signature);
  return signature;
}

IT("signs every shared frame as the application expects") {
  const auto lines = vectorLines("frames.txt");
  CHECK(lines.size() >= 12);
  for (const auto& words : lines) {
    CHECK(isCameraId(words[0].c_str()));
    CHECK(signedAs(words, unhex(words[4].substr(1))).hex == words[5]);
  }
}

IT("no shared frame keeps its signature when a byte, the sequence, the time, the id or the secret changes") {
  for (const auto& words : vectorLines("frames.txt")) {
    const std::string jpeg = unhex(words[4].substr(1));
    if (!jpeg.empty()) {
      std::string altered = jpeg;
      altered[roll() % altered.size()] ^= static_cast<char>(1 << roll() % 8);
      CHECK(signedAs(words, altered).hex != words[5]);
    }
    for (const size_t field : {0, 1, 2, 3}) {
      auto other = words;
      other[field][0] = other[field][0] == '1' ? '0' : '1';
      CHECK(signedAs(other, jpeg).hex != words[5]);
    }
  }
}

/* signed, cameraId, seq, timeMs, secret, picture, sec, usec, part */
IT("frames every shared part to the byte") {
  const auto lines = vectorLines("parts.txt");
  CHECK(lines.size() >= 5);
  for (const auto& words : lines) {
    const std::string jpeg = unhex(words[5].substr(1));
    const std::vector<std::string> key = {words[1], words[2], words[3], words[4]};
    const Signature signature = signedAs(key, jpeg);
    const Frame frame = {nullptr, jpeg.size(), static_cast<uint32_t>(std::stoul(words[6])), static_cast<uint32_t>(std::stoul(words[7]))};
    char head[kPartHeadMax];
    const size_t length = partHead(frame, words[1].c_str(), words[0] == "true" ? &signature : nullptr, head, sizeof head);
    CHECK(length > 0);
    CHECK(std::string(head, length) + jpeg == unhex(words[8]));
  }
}

IT("a part's head that does not fit is not sent in pieces") {
  const Frame frame = {nullptr, 4294967295u, 4294967295u, 999999};
  Signature signature = {UINT64_MAX, UINT64_MAX, {}};
  memset(signature.hex, 'f', kSignatureLength);
  const std::string id(kCameraIdMax, 'x');
  char head[kPartHeadMax];
  const size_t longest = partHead(frame, id.c_str(), &signature, head, sizeof head);
  CHECK(longest > 300);
  for (size_t capacity = 0; capacity <= longest; capacity++) {
    std::vector<char> small(capacity + 1);
    CHECK(partHead(frame, id.c_str(), &signature, small.data(), capacity) == 0);
  }
}

IT("a camera id is 1 to 32 small letters, digits and hyphens") {
  for (const char* good : {"a", "tatap-a1b2c3", "abcdefghijklmnopqrstuvwxyz-01234"}) CHECK(isCameraId(good));
  for (const char* bad : {"", "Tatap", "a b", "a\nb", "kamera\xc3\xa9", "a_b", "abcdefghijklmnopqrstuvwxyz-012345"}) CHECK(!isCameraId(bad));
}

IT("compares all the bytes") {
  uint8_t left[32] = {}, right[32] = {};
  CHECK(sameBytes(left, right, 32));
  for (size_t i = 0; i < 32; i++) {
    right[i] = 1;
    CHECK(!sameBytes(left, right, 32));
    right[i] = 0;
  }
  memset(left, 7, sizeof left);
  wipe(left, sizeof left);
  CHECK(sameBytes(left, right, 32));
}
