/* Joins the Wi-Fi and comes back to it, keeps the clock and the mDNS name. */
#include <Arduino.h>
#include <ESPmDNS.h>
#include <WiFi.h>
#include <esp_sntp.h>
#include <sys/time.h>

#include <atomic>

#include "device.h"
#include "rules.h"

static constexpr uint32_t kJoinForMs = 15000;
/* A driver that cannot join for that long is started afresh. */
static constexpr uint32_t kRestartAfterMs = 600000;
/* Settings that never worked are asked for again. */
static constexpr uint32_t kReopenAfterMs = 180000;
/* 2023-11-14: no clock of this firmware is right before it was written. */
static constexpr time_t kEarliest = 1700000000;

static tatap::Backoff backoff(1000, 30000);
static uint64_t tryUntilMs = 0;
static uint64_t nextTryMs = 0;
static uint64_t lastOnlineMs = 0;
static bool wasOnline = false;
static bool joinedOnce = false;
static std::atomic<bool> clockSet{false};

static void onTime(struct timeval*) { clockSet = true; }

uint64_t epochMs() {
  struct timeval now;
  if (!clockSet || gettimeofday(&now, nullptr) != 0 || now.tv_sec < kEarliest) return 0;
  return static_cast<uint64_t>(now.tv_sec) * 1000 + static_cast<uint64_t>(now.tv_usec) / 1000;
}

bool online() { return WiFi.status() == WL_CONNECTED; }

static void join() {
  WiFi.disconnect();
  WiFi.begin(settings.config.ssid, settings.config.wifiPassword[0] == '\0' ? nullptr : settings.config.wifiPassword);
  tryUntilMs = nowMs() + kJoinForMs;
  nextTryMs = 0;
}

void startNetwork() {
  joinedOnce = storedNumber(kJoinedOnce) == 1;
  // The settings are kept in one place only, and coming back is decided below.
  WiFi.persistent(false);
  WiFi.setAutoReconnect(false);
  WiFi.setHostname(cameraId);
  WiFi.mode(WIFI_STA);
  // Power saving holds frames back for up to a beacon interval or three.
  WiFi.setSleep(false);
  sntp_set_time_sync_notification_cb(onTime);
  lastOnlineMs = nowMs();
  join();
}

static void cameOnline() {
  backoff.reset();
  if (!joinedOnce) joinedOnce = storeNumber(kJoinedOnce, 1);
  if (MDNS.begin(cameraId)) {
    MDNS.addService("http", "tcp", 80);
    MDNS.addService("tatap-camera", "tcp", 81);
  }
  // Keeps the pointer: the settings live as long as the program.
  configTime(0, 0, settings.config.ntpServer);
  Serial.printf("on %s as http://%s.local (%s), stream on port 81\n", settings.config.ssid, cameraId, WiFi.localIP().toString().c_str());
}

static void stayedOffline(uint64_t now) {
  const uint64_t offlineMs = now - lastOnlineMs;
  if (!joinedOnce && offlineMs > kReopenAfterMs) {
    storeNumber(kReopenPortal, 1);
    restartSoon(0);
  } else if (offlineMs > kRestartAfterMs) {
    restartSoon(0);
  } else if (nextTryMs != 0 && now >= nextTryMs) {
    join();
  } else if (nextTryMs == 0 && now >= tryUntilMs) {
    const uint32_t wait = backoff.next(esp_random());
    Serial.printf("no Wi-Fi (try %u); again in %u ms\n", static_cast<unsigned>(backoff.tries()), static_cast<unsigned>(wait));
    nextTryMs = now + wait;
  }
}

void upkeepNetwork() {
  const uint64_t now = nowMs();
  const bool isOnline = online();
  if (isOnline) {
    lastOnlineMs = now;
    if (!wasOnline) cameOnline();
  } else {
    if (wasOnline) {
      MDNS.end();
      join();
    }
    stayedOffline(now);
  }
  wasOnline = isOnline;
}
