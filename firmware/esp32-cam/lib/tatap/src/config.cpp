#include "config.h"

#include <cstring>

#include "form.h"
#include "text.h"

namespace tatap {
namespace {

bool hasControl(const char* text) {
  for (; *text != '\0'; text++) {
    if (static_cast<uint8_t>(*text) < 0x20 || *text == 0x7f) return true;
  }
  return false;
}

bool isLabel(const char* text) {
  if (text[0] == '\0' || text[0] == ' ' || hasControl(text)) return false;
  return text[strlen(text) - 1] != ' ';
}

bool isPassword(const char* text) { return strlen(text) >= kPasswordMin && !hasControl(text); }

/* WPA2 takes 8 to 63 printable ASCII characters; 64 hex digits, the raw key, are not asked for. */
bool isWifiPassword(const char* text) {
  if (text[0] == '\0') return true;
  for (const char* at = text; *at != '\0'; at++) {
    if (*at < 0x20 || *at > 0x7e) return false;
  }
  return strlen(text) >= 8;
}

struct Fields {
  Config config;
  char adminRepeat[kPasswordMax + 1];
  char flag[4];
};

/* Where a field goes, and what is wrong when it does not fit there. */
struct Place {
  const char* name;
  size_t offset;
  size_t capacity;
  ConfigProblem problem;
};

#define TATAP_FIELD(name, member, problem) {name, offsetof(Fields, member), sizeof(Fields::member), problem}
#define TATAP_CONFIG_FIELD(name, member, problem) {name, offsetof(Fields, config) + offsetof(Config, member), sizeof(Config::member), problem}

const Place kPlaces[] = {
    TATAP_CONFIG_FIELD("ssid", ssid, ConfigProblem::kSsid),
    TATAP_CONFIG_FIELD("wifi", wifiPassword, ConfigProblem::kWifiPassword),
    TATAP_CONFIG_FIELD("name", name, ConfigProblem::kName),
    TATAP_CONFIG_FIELD("room", room, ConfigProblem::kRoom),
    TATAP_CONFIG_FIELD("ntp", ntpServer, ConfigProblem::kNtpServer),
    TATAP_CONFIG_FIELD("admin", adminPassword, ConfigProblem::kAdminPassword),
    TATAP_FIELD("repeat", adminRepeat, ConfigProblem::kAdminRepeat),
    TATAP_CONFIG_FIELD("viewer", viewerPassword, ConfigProblem::kViewerPassword),
    TATAP_FIELD("open", flag, ConfigProblem::kForm),
    TATAP_FIELD("secret", flag, ConfigProblem::kForm),
};
constexpr size_t kPlaceCount = sizeof kPlaces / sizeof kPlaces[0];

ConfigProblem readField(const char* name, const char* value, Fields& fields, uint32_t& seen) {
  for (size_t i = 0; i < kPlaceCount; i++) {
    if (strcmp(name, kPlaces[i].name) != 0) continue;
    if ((seen & (1u << i)) != 0) return ConfigProblem::kTwice;
    seen |= 1u << i;
    const size_t length = strlen(value);
    if (length >= kPlaces[i].capacity) return kPlaces[i].problem;
    memcpy(reinterpret_cast<char*>(&fields) + kPlaces[i].offset, value, length + 1);
    if (strcmp(name, "open") == 0) fields.config.openStream = strcmp(value, "1") == 0;
    if (strcmp(name, "secret") == 0) fields.config.newSecret = strcmp(value, "1") == 0;
    return ConfigProblem::kNone;
  }
  return ConfigProblem::kUnknownField;
}

ConfigProblem judge(const Fields& fields, bool first) {
  const Config& config = fields.config;
  if (config.ssid[0] == '\0') return ConfigProblem::kSsid;
  if (!isWifiPassword(config.wifiPassword)) return ConfigProblem::kWifiPassword;
  if (!isLabel(config.name)) return ConfigProblem::kName;
  if (!isLabel(config.room)) return ConfigProblem::kRoom;
  if (!isHost(config.ntpServer)) return ConfigProblem::kNtpServer;
  const bool keepsAdmin = !first && config.adminPassword[0] == '\0';
  if (!keepsAdmin && !isPassword(config.adminPassword)) return ConfigProblem::kAdminPassword;
  if (strcmp(config.adminPassword, fields.adminRepeat) != 0) return ConfigProblem::kAdminRepeat;
  const bool viewer = config.viewerPassword[0] != '\0';
  if (viewer && (config.openStream || !isPassword(config.viewerPassword))) return ConfigProblem::kViewerPassword;
  return ConfigProblem::kNone;
}

}  // namespace

ConfigProblem parseConfig(const char* form, size_t length, bool first, Config& config) {
  if (length > kConfigFormMax) return ConfigProblem::kForm;
  Fields fields = {};
  fields.config = config;
  fields.config.adminPassword[0] = fields.config.viewerPassword[0] = '\0';
  fields.config.openStream = fields.config.newSecret = false;
  if (fields.config.ntpServer[0] == '\0') strcpy(fields.config.ntpServer, "pool.ntp.org");
  FormReader reader(form, length);
  char name[16], value[128];
  uint32_t seen = 0;
  ConfigProblem problem = ConfigProblem::kNone;
  while (problem == ConfigProblem::kNone) {
    const FormReader::Read read = reader.next(name, sizeof name, value, sizeof value);
    if (read == FormReader::Read::kEnd) break;
    problem = read == FormReader::Read::kBroken ? ConfigProblem::kForm : readField(name, value, fields, seen);
  }
  // The password of the network it is on is not shown in the form, so an empty field there means the one it has.
  if (!first && fields.config.wifiPassword[0] == '\0' && strcmp(fields.config.ssid, config.ssid) == 0) {
    memcpy(fields.config.wifiPassword, config.wifiPassword, sizeof config.wifiPassword);
  }
  if (problem == ConfigProblem::kNone) problem = judge(fields, first);
  if (problem == ConfigProblem::kNone) config = fields.config;
  wipe(&fields, sizeof fields);
  wipe(value, sizeof value);
  return problem;
}

const char* sentence(ConfigProblem problem) {
  switch (problem) {
    case ConfigProblem::kNone: return "Saved.";
    case ConfigProblem::kForm: return "The form could not be read. Open the page again and fill it in once more.";
    case ConfigProblem::kUnknownField: return "The form holds a field this camera does not know. Open the page again.";
    case ConfigProblem::kTwice: return "The form names a field twice. Open the page again.";
    case ConfigProblem::kSsid: return "Give the name of the Wi-Fi network, at most 32 characters.";
    case ConfigProblem::kWifiPassword: return "The Wi-Fi password has 8 to 63 characters, or is left empty for an open network.";
    case ConfigProblem::kName: return "Give the camera a name of at most 60 characters, without spaces before or after.";
    case ConfigProblem::kRoom: return "Give the room a name of at most 60 characters, without spaces before or after.";
    case ConfigProblem::kNtpServer: return "The time server is a host name or an address, such as pool.ntp.org or 192.168.1.1.";
    case ConfigProblem::kAdminPassword: return "The admin password has 12 to 64 characters.";
    case ConfigProblem::kAdminRepeat: return "The two admin passwords differ. Type them again.";
    case ConfigProblem::kViewerPassword: return "The viewer password has 12 to 64 characters; leave it empty if everybody may look.";
  }
  return "";
}

bool isHost(const char* text) {
  const size_t length = strlen(text);
  if (length == 0 || length > kHostMax) return false;
  for (size_t i = 0; i < length; i++) {
    const char c = text[i];
    const bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    const bool joint = (c == '.' || c == '-') && i > 0 && i + 1 < length && text[i - 1] != '.';
    if (!word && !joint) return false;
  }
  return true;
}

void hashPassword(const char* password, uint32_t iterations, PasswordHash& kept) {
  kept.iterations = iterations;
  pbkdf2(password, strlen(password), kept.salt, sizeof kept.salt, iterations, kept.hash);
}

bool passwordFits(const char* password, const PasswordHash& kept) {
  if (kept.iterations == 0) return false;
  uint8_t hash[kHashBytes];
  pbkdf2(password, strlen(password), kept.salt, sizeof kept.salt, kept.iterations, hash);
  const bool fits = sameBytes(hash, kept.hash, sizeof hash);
  wipe(hash, sizeof hash);
  return fits;
}

void portalPassword(const uint8_t random[16], char out[kPortalPasswordLength + 1]) {
  // 32 characters, so that five bits of a byte pick one without favour.
  constexpr char kAlphabet[] = "abcdefghjkmnpqrstuvwxyz23456789@";
  static_assert(sizeof kAlphabet == 33, "five bits pick one of 32");
  for (size_t i = 0; i < kPortalPasswordLength; i++) out[i] = kAlphabet[random[i] & 31];
  out[kPortalPasswordLength] = '\0';
}

}  // namespace tatap
