/* What comes from outside: forms, settings, request heads, credentials; and what goes out as text. */
#include <cstring>
#include <memory>

#include "check.h"
#include "config.h"
#include "form.h"
#include "http.h"
#include "page.h"
#include "text.h"

using namespace tatap;

/* A copy on the heap of exactly that length, so that reading one byte too far is seen. */
struct Exact {
  explicit Exact(const std::string& text) : bytes(new char[text.size()]), length(text.size()) { memcpy(bytes.get(), text.data(), length); }
  std::unique_ptr<char[]> bytes;
  size_t length;
};

static const char kGood[] =
    "ssid=Sekolah+3&wifi=rahasia%2B123&name=Kamera+depan&room=Ruang+%22A%22+%26+B&ntp=192.168.1.1&admin=kunci-kamera-1&repeat=kunci-kamera-1&viewer=&open=1";

static ConfigProblem parse(const std::string& form, bool first, Config& config) {
  const Exact exact(form);
  return parseConfig(exact.bytes.get(), exact.length, first, config);
}

static std::string with(const std::string& field, const std::string& value) {
  std::string form = kGood;
  const size_t at = form.find(field + "=");
  const size_t end = form.find('&', at);
  return form.substr(0, at) + field + "=" + value + (end == std::string::npos ? "" : form.substr(end));
}

IT("reads a filled-in form") {
  Config config = {};
  CHECK(parse(kGood, true, config) == ConfigProblem::kNone);
  CHECK(strcmp(config.ssid, "Sekolah 3") == 0);
  CHECK(strcmp(config.wifiPassword, "rahasia+123") == 0);
  CHECK(strcmp(config.room, "Ruang \"A\" & B") == 0);
  CHECK(strcmp(config.ntpServer, "192.168.1.1") == 0);
  CHECK(strcmp(config.adminPassword, "kunci-kamera-1") == 0);
  CHECK(config.openStream && !config.newSecret && config.viewerPassword[0] == '\0');
}

IT("says which field is wrong and leaves the settings as they were") {
  const struct {
    std::string form;
    ConfigProblem problem;
  } table[] = {
      {with("ssid", ""), ConfigProblem::kSsid},
      {with("ssid", std::string(33, 's')), ConfigProblem::kSsid},
      {with("wifi", "short"), ConfigProblem::kWifiPassword},
      {with("wifi", std::string(64, 'w')), ConfigProblem::kWifiPassword},
      {with("wifi", "tab%09tab%09tab"), ConfigProblem::kWifiPassword},
      {with("name", "%20Kamera"), ConfigProblem::kName},
      {with("name", "Kamera%0d%0aX"), ConfigProblem::kName},
      {with("room", std::string(61, 'r')), ConfigProblem::kRoom},
      {with("ntp", "pool..ntp"), ConfigProblem::kNtpServer},
      {with("ntp", "http://time"), ConfigProblem::kNtpServer},
      {with("admin", "elevenchars"), ConfigProblem::kAdminPassword},
      {with("admin", ""), ConfigProblem::kAdminPassword},
      {with("repeat", "kunci-kamera-2"), ConfigProblem::kAdminRepeat},
      {with("viewer", "penonton-kelas"), ConfigProblem::kViewerPassword},
      {with("name", "%zz"), ConfigProblem::kForm},
      {with("name", "a%00b"), ConfigProblem::kForm},
      {with("name", "%c3%28"), ConfigProblem::kForm},
      {with("name", "%ed%a0%80"), ConfigProblem::kForm},
      {std::string(kGood) + "&extra=1", ConfigProblem::kUnknownField},
      {std::string(kGood) + "&ssid=Lain", ConfigProblem::kTwice},
      {std::string(kConfigFormMax + 1, '&'), ConfigProblem::kForm},
      {"", ConfigProblem::kSsid},
  };
  for (const auto& row : table) {
    Config config = {}, before = {};
    CHECK(parse(row.form, true, config) == row.problem);
    CHECK(memcmp(&config, &before, sizeof config) == 0);
    CHECK(strlen(sentence(row.problem)) > 10);
  }
}

IT("a later form may leave the admin password out, and keeps no password of an earlier one") {
  Config config = {};
  CHECK(parse(kGood, true, config) == ConfigProblem::kNone);
  CHECK(parse("name=Kamera+belakang&secret=1", false, config) == ConfigProblem::kNone);
  CHECK(strcmp(config.name, "Kamera belakang") == 0 && strcmp(config.ssid, "Sekolah 3") == 0);
  CHECK(config.adminPassword[0] == '\0' && config.newSecret && !config.openStream);
}

IT("an empty Wi-Fi password keeps the one of the same network and makes another network an open one") {
  Config config = {};
  CHECK(parse(kGood, true, config) == ConfigProblem::kNone);
  CHECK(parse("ssid=Sekolah+3&wifi=", false, config) == ConfigProblem::kNone && strcmp(config.wifiPassword, "rahasia+123") == 0);
  CHECK(parse("ssid=Tamu&wifi=", false, config) == ConfigProblem::kNone && config.wifiPassword[0] == '\0');
}

IT("an empty Wi-Fi password is an open network, and the time server has a default") {
  Config config = {};
  CHECK(parse("ssid=a&wifi=&name=b&room=c&admin=kunci-kamera-1&repeat=kunci-kamera-1&viewer=penonton-kelas", true, config) == ConfigProblem::kNone);
  CHECK(strcmp(config.ntpServer, "pool.ntp.org") == 0 && strcmp(config.viewerPassword, "penonton-kelas") == 0);
}

IT("the longest form there can be is read") {
  const auto escaped = [](size_t count) {
    std::string text;
    for (size_t i = 0; i < count; i++) text += "%7A";
    return text;
  };
  const std::string form = "ssid=" + escaped(kSsidMax) + "&wifi=" + escaped(kWifiPasswordMax) + "&name=" + escaped(kLabelMax) + "&room=" + escaped(kLabelMax) +
                           "&ntp=" + escaped(kHostMax) + "&admin=" + escaped(kPasswordMax) + "&repeat=" + escaped(kPasswordMax) + "&viewer=" + escaped(kPasswordMax) +
                           "&open=0&secret=1";
  Config config = {};
  CHECK(form.size() <= kConfigFormMax);
  CHECK(parse(form, true, config) == ConfigProblem::kNone);
  CHECK(strlen(config.viewerPassword) == kPasswordMax);
}

IT("what comes out of any form is either untouched or within every limit") {
  int accepted = 0;
  for (int round = 0; round < 20000; round++) {
    std::string form = kGood;
    for (uint32_t i = roll() % 4; i > 0; i--) {
      const size_t at = roll() % form.size();
      if (roll() % 2 == 0) form[at] = static_cast<char>(roll());
      else form.insert(at, randomText("%&=+0aF\x80\xc3", 5));
    }
    if (round % 5 == 0) form = randomBytes(200);
    Config config = {}, before = {};
    if (parse(form, true, config) != ConfigProblem::kNone) {
      CHECK(memcmp(&config, &before, sizeof config) == 0);
      continue;
    }
    accepted++;
    CHECK(strnlen(config.ssid, sizeof config.ssid) <= kSsidMax && config.ssid[0] != '\0');
    CHECK(strnlen(config.name, sizeof config.name) <= kLabelMax && isUtf8(config.name, strlen(config.name)));
    CHECK(strnlen(config.adminPassword, sizeof config.adminPassword) >= kPasswordMin);
    CHECK(isHost(config.ntpServer));
  }
  CHECK(accepted > 1000);
}

IT("the form reader stays inside any text, whatever the size of the buffers") {
  for (int round = 0; round < 20000; round++) {
    const Exact exact(round % 2 == 0 ? randomBytes(60) : randomText("ab=&%+01f", 60));
    FormReader reader(exact.bytes.get(), exact.length);
    std::vector<char> name(1 + roll() % 12), value(1 + roll() % 12);
    size_t fields = 0;
    for (FormReader::Read read; (read = reader.next(name.data(), name.size(), value.data(), value.size())) == FormReader::Read::kField;) {
      CHECK(strnlen(name.data(), name.size()) < name.size() && strnlen(value.data(), value.size()) < value.size());
      CHECK(++fields <= exact.length);
    }
    CHECK(reader.next(name.data(), name.size(), value.data(), value.size()) == FormReader::Read::kEnd);
  }
}

IT("finds a value in a query") {
  char value[4];
  CHECK(formValue("off=1&on=1", 10, "on", value, sizeof value) && strcmp(value, "1") == 0);
  CHECK(formValue("on", 2, "on", value, sizeof value) && value[0] == '\0');
  CHECK(!formValue("on=12345", 8, "on", value, sizeof value));
  CHECK(!formValue("", 0, "on", value, sizeof value));
}

IT("passwords fit only their own hash, and none fits where none is set") {
  PasswordHash kept = {{1, 2, 3}, {}, 0};
  CHECK(!passwordFits("", kept));
  hashPassword("kunci-kamera-1", 50, kept);
  CHECK(passwordFits("kunci-kamera-1", kept));
  for (const char* wrong : {"", "kunci-kamera-2", "kunci-kamera-1 ", "Kunci-kamera-1"}) CHECK(!passwordFits(wrong, kept));
  PasswordHash salted = {{9}, {}, 0};
  hashPassword("kunci-kamera-1", 50, salted);
  CHECK(!sameBytes(kept.hash, salted.hash, kHashBytes));
}

IT("a portal password is twelve plain characters, other ones for other random bytes") {
  uint8_t random[16];
  char first[kPortalPasswordLength + 1], second[kPortalPasswordLength + 1];
  for (int round = 0; round < 100; round++) {
    for (uint8_t& byte : random) byte = static_cast<uint8_t>(roll());
    portalPassword(random, first);
    random[roll() % kPortalPasswordLength] ^= 1;
    portalPassword(random, second);
    CHECK(strlen(first) == 12 && strpbrk(first, "0O1lIi") == nullptr && strcmp(first, second) != 0);
  }
}

static HeadState head(const std::string& text, RequestHead& out) {
  const Exact exact(text);
  return parseRequestHead(exact.bytes.get(), exact.length, out);
}

IT("reads a request's head, byte by byte as it comes") {
  const std::string text = "GET /stream?token=1 HTTP/1.1\r\nHost: 10.0.0.7:81\r\nAUTHORIZATION:  Basic dmlld2VyOnB3\r\nAccept: */*\r\n\r\n";
  RequestHead out;
  for (size_t length = 0; length < text.size(); length++) CHECK(head(text.substr(0, length), out) == HeadState::kMore);
  CHECK(head(text, out) == HeadState::kDone);
  CHECK(strcmp(out.method, "GET") == 0 && strcmp(out.path, "/stream") == 0 && strcmp(out.authorization, "Basic dmlld2VyOnB3") == 0);
}

IT("refuses what is no request") {
  RequestHead out;
  for (const std::string& bad : {
           std::string("hello\r\n\r\n"), std::string("GET stream HTTP/1.1\r\n\r\n"), std::string("GET /stream SMTP\r\n\r\n"), std::string(" / HTTP/1.1\r\n\r\n"),
           "GET /" + std::string(64, 'p') + " HTTP/1.1\r\n\r\n", std::string("GET /\x01 HTTP/1.1\r\n\r\n"), std::string("TOOLONGMETHOD / HTTP/1.1\r\n\r\n"),
           "GET / HTTP/1.1\r\nAuthorization: " + std::string(200, 'a') + "\r\n\r\n", std::string("GET / HTTP/1.1\r\nAuthorization: a\r\nAuthorization: b\r\n\r\n"),
           std::string(kRequestHeadMax, 'x'), "GET / HTTP/1.1\r\nX: " + std::string(kRequestHeadMax, 'x') + "\r\n\r\n"})
    CHECK(head(bad, out) == HeadState::kBad);
}

IT("any bytes are a request, no request or not yet one, and every text in it ends") {
  for (int round = 0; round < 20000; round++) {
    std::string text = round % 2 == 0 ? randomBytes(120) : "GET /stream HTTP/1.1\r\nAuthorization: Basic dmlld2VyOnB3\r\n\r\n";
    if (!text.empty() && roll() % 4 != 0) text[roll() % text.size()] = static_cast<char>(roll());
    RequestHead out;
    head(text, out);
    CHECK(strnlen(out.method, sizeof out.method) < sizeof out.method && strnlen(out.path, sizeof out.path) < sizeof out.path);
    CHECK(strnlen(out.authorization, sizeof out.authorization) < sizeof out.authorization);
    char user[33], password[97];
    if (basicCredentials(out.authorization, user, password)) CHECK(strlen(user) < sizeof user && strlen(password) < sizeof password);
  }
}

IT("reads basic credentials, with colons in the password") {
  char user[33], password[97];
  CHECK(basicCredentials("Basic YWRtaW46YTpiOmM=", user, password) && strcmp(user, "admin") == 0 && strcmp(password, "a:b:c") == 0);
  CHECK(basicCredentials("basic Og==", user, password) && user[0] == '\0' && password[0] == '\0');
  for (const char* bad : {"", "Basic", "Bearer YWRtaW46YQ==", "Basic YWRtaW4=", "Basic YWRtaW46Y", "Basic =W46", "Basic YQ=a", "Basic AAAA", "Basic ====",
                          "Basic YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE6cA=="})
    CHECK(!basicCredentials(bad, user, password));
}

IT("a page from elsewhere may change nothing, nor one that reaches the camera by another name") {
  CHECK(sameOrigin(nullptr, "10.0.0.7") && sameOrigin("", "10.0.0.7") && sameOrigin("http://10.0.0.7", "10.0.0.7"));
  for (const char* other : {"http://evil.example", "https://10.0.0.7", "null", "http://10.0.0.70", "http://10.0.0.7.evil.example", "http://"}) CHECK(!sameOrigin(other, "10.0.0.7"));
  CHECK(!sameOrigin("http://", "") && !sameOrigin("http://x", nullptr));
  for (const char* own : {"10.0.0.7", "10.0.0.7:80", "tatap-a1b2c3.local", "TATAP-A1B2C3.local:80"}) CHECK(ownHost(own, "10.0.0.7", "tatap-a1b2c3"));
  for (const char* other : {"", ":80", "evil.example", "10.0.0.70", "tatap-a1b2c3", "tatap-a1b2c3.local.evil.example", "tatap-a1b2c30.local"}) CHECK(!ownHost(other, "10.0.0.7", "tatap-a1b2c3"));
  CHECK(!ownHost(nullptr, "10.0.0.7", "tatap-a1b2c3"));
}

IT("the status is one line of JSON whatever the names are") {
  char out[1024];
  const Status status = {"tatap-a1b2c3", "Kamera \"1\"\n", "R\\A\xff\xc3\xa9", "1.0.0", -67, 3600, 36000, 145000, 2, true, 1790000000123};
  CHECK(statusJson(status, out, sizeof out) == strlen(out));
  CHECK(std::string(out) ==
        "{\"camera\":\"tatap-a1b2c3\",\"name\":\"Kamera \\\"1\\\"\\u000a\",\"room\":\"R\\\\A\\ufffd\xc3\xa9\",\"firmware\":\"1.0.0\",\"rssi\":-67,\"uptime_s\":3600,"
        "\"frames\":36000,\"heap\":145000,\"resets\":2,\"signed\":true,\"time_ms\":1790000000123}");
  CHECK(statusJson(status, out, 100) == 0);
  const std::string worst(kLabelMax, '\x01'), id(32, 'x');
  const Status longest = {id.c_str(), worst.c_str(), worst.c_str(), "10.10.10", INT32_MIN, UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT32_MAX, false, UINT64_MAX};
  CHECK(statusJson(longest, out, sizeof out) > 0);
}

IT("numbers, hex and HTML come out as they should, and nothing is cut in the middle") {
  char out[96];
  CHECK(std::string(Text(out, sizeof out).addNumber(0).addChar(' ').addNumber(UINT64_MAX).addChar(' ').addSigned(INT64_MIN).text()) == "0 18446744073709551615 -9223372036854775808");
  CHECK(std::string(Text(out, sizeof out).addPadded(42, 6).addHtml("<a href='x'>\"&").text()) == "000042&lt;a href=&#39;x&#39;&gt;&quot;&amp;");
  Text small(out, 5);
  small.add("abc").add("de").add("f");
  CHECK(!small.whole() && std::string(out) == "abc");
  CHECK(!Text(nullptr, 0).add("a").whole());
  uint8_t bytes[2];
  CHECK(hexToBytes("aF09", 4, bytes, 2) && bytes[0] == 0xaf && bytes[1] == 9);
  CHECK(!hexToBytes("aF0", 3, bytes, 2) && !hexToBytes("aF0g", 4, bytes, 2));
}

IT("the pages show names as text, never a password, and the secret only where it is given") {
  std::vector<char> page(kPageMax);
  Config config = {};
  CHECK(parse(with("name", "%3Cscript%3E%22"), true, config) == ConfigProblem::kNone);
  for (const bool first : {true, false}) {
    CHECK(formPage("tatap-a1b2c3", config, first, "Bad <name>.", page.data(), page.size()) > 0);
    const std::string html = page.data();
    CHECK(html.find("value=\"&lt;script&gt;&quot;\"") != std::string::npos && html.find("<script") == std::string::npos);
    CHECK(html.find("Bad &lt;name&gt;.") != std::string::npos);
    CHECK(html.find("rahasia") == std::string::npos && html.find("kunci-kamera") == std::string::npos);
  }
  uint8_t secret[kSecretBytes];
  for (size_t i = 0; i < sizeof secret; i++) secret[i] = static_cast<uint8_t>(i + 0xe0);
  CHECK(savedPage("tatap-a1b2c3", secret, true, page.data(), page.size()) > 0);
  CHECK(std::string(page.data()).find(hexOf(secret, sizeof secret)) != std::string::npos);
  CHECK(savedPage("tatap-a1b2c3", nullptr, false, page.data(), page.size()) > 0 && std::string(page.data()).find("secret") == std::string::npos);
  CHECK(homePage("tatap-a1b2c3", config, page.data(), page.size()) > 0 && std::string(page.data()).find("<script") == std::string::npos);
}

IT("the longest page fits") {
  std::vector<char> page(kPageMax);
  Config config = {};
  memset(config.ssid, '"', kSsidMax);
  memset(config.name, '"', kLabelMax);
  memset(config.room, '"', kLabelMax);
  memset(config.ntpServer, 'n', kHostMax);
  for (const bool first : {true, false}) {
    for (int problem = 0; problem <= static_cast<int>(ConfigProblem::kViewerPassword); problem++)
      CHECK(formPage("abcdefghijklmnopqrstuvwxyz-01234", config, first, sentence(static_cast<ConfigProblem>(problem)), page.data(), page.size()) > 0);
  }
}
