#include <Arduino.h>
#include <Preferences.h>

#include <cstring>

#include "device.h"

/* Add one whenever Settings changes its shape: older ones are then not read, and the portal opens. */
static constexpr uint32_t kSettingsVersion = 1;

static bool open(Preferences& preferences, bool readOnly) { return preferences.begin("tatap", readOnly); }

bool loadSettings(Settings& out) {
  Preferences preferences;
  if (!open(preferences, true)) return false;
  const bool whole = preferences.getBytesLength("settings") == sizeof out && preferences.getBytes("settings", &out, sizeof out) == sizeof out;
  preferences.end();
  return whole && out.version == kSettingsVersion;
}

bool saveSettings(const Settings& from) {
  Settings kept = from;
  kept.version = kSettingsVersion;
  tatap::wipe(kept.config.adminPassword, sizeof kept.config.adminPassword);
  tatap::wipe(kept.config.viewerPassword, sizeof kept.config.viewerPassword);
  Preferences preferences;
  bool saved = open(preferences, false) && preferences.putBytes("settings", &kept, sizeof kept) == sizeof kept;
  preferences.end();
  tatap::wipe(&kept, sizeof kept);
  return saved;
}

bool storedSequence(uint64_t& mark) {
  Preferences preferences;
  // A place that cannot be opened is not the same as a number that was never written: from 0 anew would repeat numbers.
  if (!open(preferences, true)) return false;
  mark = preferences.isKey("sequence") ? preferences.getULong64("sequence", UINT64_MAX) : 0;
  preferences.end();
  return mark != UINT64_MAX;
}

bool storeSequence(void*, uint64_t mark) {
  Preferences preferences;
  // Read back: a number given twice would make a replay look new.
  const bool saved = open(preferences, false) && preferences.putULong64("sequence", mark) == sizeof mark && preferences.getULong64("sequence", 0) == mark;
  preferences.end();
  return saved;
}

uint32_t storedNumber(const char* key) {
  Preferences preferences;
  if (!open(preferences, true)) return 0;
  const uint32_t value = preferences.getUInt(key, 0);
  preferences.end();
  return value;
}

bool storeNumber(const char* key, uint32_t value) {
  Preferences preferences;
  const bool saved = open(preferences, false) && preferences.putUInt(key, value) == sizeof value;
  preferences.end();
  return saved;
}

bool storedPortalPassword(char out[tatap::kPortalPasswordLength + 1]) {
  Preferences preferences;
  if (!open(preferences, true)) return false;
  const bool whole = preferences.getBytes("portal", out, tatap::kPortalPasswordLength) == tatap::kPortalPasswordLength;
  preferences.end();
  out[tatap::kPortalPasswordLength] = '\0';
  return whole;
}

bool storePortalPassword(const char* password) {
  Preferences preferences;
  const bool saved = open(preferences, false) && preferences.putBytes("portal", password, tatap::kPortalPasswordLength) == tatap::kPortalPasswordLength;
  preferences.end();
  return saved;
}
