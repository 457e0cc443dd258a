#pragma once
#include <cstddef>
#include <cstdint>

#include "sha256.h"

namespace tatap {

/* Bytes, without the NUL. The Wi-Fi limits are 802.11's own. */
constexpr size_t kSsidMax = 32;
constexpr size_t kWifiPasswordMax = 63;
constexpr size_t kLabelMax = 60;
constexpr size_t kPasswordMin = 12;
constexpr size_t kPasswordMax = 64;
constexpr size_t kHostMax = 63;
/* A form longer than this is not read at all: every field at its limit, each byte escaped as %XX, and the names. */
constexpr size_t kConfigFormMax = 1536;

/* About 0.4 s on the chip at 240 MHz by reckoning (not measured); the stored count goes with the hash, so it can be raised. */
constexpr uint32_t kPasswordIterations = 10000;

/* What the portal and /config ask for. */
struct Config {
  char ssid[kSsidMax + 1];
  /* Empty: an open network; in a later form for the same network, the password it has. */
  char wifiPassword[kWifiPasswordMax + 1];
  char name[kLabelMax + 1];
  char room[kLabelMax + 1];
  char ntpServer[kHostMax + 1];
  /* Empty: keep the one there is (refused where there is none). Never stored as it is. */
  char adminPassword[kPasswordMax + 1];
  /* For the stream and the snapshot, user name "viewer". Empty: keep what there is. */
  char viewerPassword[kPasswordMax + 1];
  /* Anybody on the network may look: the viewer password is taken away. */
  bool openStream;
  /* Make a new secret and show it once. */
  bool newSecret;
};

enum class ConfigProblem {
  kNone, kForm, kUnknownField, kTwice, kSsid, kWifiPassword, kName, kRoom, kNtpServer, kAdminPassword, kAdminRepeat, kViewerPassword,
};

/*
 * Reads the form over `config`, which holds what applies now (all zeros at first). `first`: nothing is set up yet, so everything
 * but the viewer password and the time server is needed. On a problem `config` is left as it was.
 */
ConfigProblem parseConfig(const char* form, size_t length, bool first, Config& config);

/* One sentence for whoever filled in the form. */
const char* sentence(ConfigProblem problem);

/* 1-63 letters, digits, dots and hyphens, neither of the latter at an end: a host name or an IPv4 address. */
bool isHost(const char* text);

/* What is kept of a password. */
struct PasswordHash {
  uint8_t salt[16];
  uint8_t hash[kHashBytes];
  /* 0: no password is set, and none fits. */
  uint32_t iterations;
};

/* `salt` in `kept` is set by the caller, from the chip's random numbers. */
void hashPassword(const char* password, uint32_t iterations, PasswordHash& kept);
bool passwordFits(const char* password, const PasswordHash& kept);

/*
 * A password for the portal's network from 16 random bytes: 12 letters, digits and @ without those that look alike (60 bits).
 * out: 13 bytes.
 */
constexpr size_t kPortalPasswordLength = 12;
void portalPassword(const uint8_t random[16], char out[kPortalPasswordLength + 1]);

}  // namespace tatap
