#pragma once
#include <cstddef>
#include <cstdint>

#include "config.h"
#include "frame.h"

/* What the parts of the sketch know of each other. */

constexpr char kFirmwareVersion[] = "1.0.0";

struct Settings {
  uint32_t version;
  tatap::Config config;
  tatap::PasswordHash admin;
  /* iterations 0: the stream is open. */
  tatap::PasswordHash viewer;
  uint8_t secret[tatap::kSecretBytes];
};

/* "tatap-a1b2c3" from the chip's address: camera id, mDNS name and, with a capital T, the portal's network. */
extern char cameraId[16];
/* Valid once the camera is set up. Does not change while it runs: new settings are stored and come with the restart. */
extern Settings settings;

uint64_t nowMs();

/* Takes effect in loop(); the answer that is being sent gets out first. */
void restartSoon(uint32_t afterMs);

/* store.cpp: the NVS. Each of these is one key, so a cut of power leaves the old value or the new one. */
bool loadSettings(Settings& out);
bool saveSettings(const Settings& from);
/* The mark that was last stored, 0 if none ever was. False: it cannot be read, and nothing may be signed. */
bool storedSequence(uint64_t& mark);
bool storeSequence(void* unused, uint64_t mark);
uint32_t storedNumber(const char* key);
bool storeNumber(const char* key, uint32_t value);
bool storedPortalPassword(char out[tatap::kPortalPasswordLength + 1]);
bool storePortalPassword(const char* password);

/* Keys for storedNumber; NVS allows 15 characters. */
constexpr char kLoginFailures[] = "failures";
constexpr char kResets[] = "resets";
constexpr char kResetsInARow[] = "resetsInARow";
constexpr char kJoinedOnce[] = "joined";
constexpr char kReopenPortal[] = "reopen";

/* network.cpp */
void startNetwork();
void upkeepNetwork();
bool online();
/* 0 while the clock is not set. */
uint64_t epochMs();

/* portal.cpp */
void startPortal(bool settingsThere);
void upkeepPortal();

/* web.cpp: port 80. */
bool startWeb();
/* Reads a form into `next` and stores that. False: `problem` says why, or is kNone where the storing failed. */
bool applyForm(const char* form, size_t length, bool first, Settings& next, tatap::ConfigProblem& problem);
bool viewerMayLook(const char* authorization);
/* True while an update is being written: the stream ends, flash and air are needed. */
bool updating();
void upkeepLed();

/* stream.cpp: port 81. */
bool startStream();
void acceptViewers();
uint32_t framesSent();
