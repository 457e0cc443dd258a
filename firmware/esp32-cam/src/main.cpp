#include <Arduino.h>
#include <esp_idf_version.h>
#include <esp_ota_ops.h>
#include <esp_system.h>
#include <esp_task_wdt.h>
#include <esp_timer.h>

#include <atomic>

#include "board.h"
#include "camera.h"
#include "device.h"
#include "rules.h"
#include "text.h"

static constexpr uint32_t kWatchdogS = 30;
/* Running that long, a start counts as good: the row of resets ends and an update is kept. */
static constexpr uint32_t kHealthyAfterMs = 60000;
static constexpr uint32_t kRetryCameraMs = 60000;

char cameraId[16];
Settings settings;

static bool inPortal = false;
static bool cameraWorks = false;
static bool provenHealthy = false;
/* Tenths of a second since start, 0 for never: the chip has atomic numbers of 32 bits, and ms would turn over after 49 days. */
static std::atomic<uint32_t> restartAt{0};

/* Without this the core would call every new image good before it has run. */
extern "C" bool verifyRollbackLater() { return true; }

uint64_t nowMs() { return static_cast<uint64_t>(esp_timer_get_time()) / 1000; }

static uint32_t tenths() { return static_cast<uint32_t>(nowMs() / 100); }

void restartSoon(uint32_t afterMs) {
  const uint32_t wanted = tenths() + afterMs / 100 + 1;
  const uint32_t planned = restartAt;
  // Asked again, as the loop does, it does not move away.
  if (planned == 0 || wanted < planned) restartAt = wanted;
}

static void nameCamera() {
  // The address's first byte is the number's lowest; the last three tell boards apart.
  const uint64_t address = ESP.getEfuseMac();
  const uint8_t own[3] = {static_cast<uint8_t>(address >> 24), static_cast<uint8_t>(address >> 32), static_cast<uint8_t>(address >> 40)};
  tatap::Text(cameraId, sizeof cameraId).add("tatap-").addHex(own, sizeof own);
}

static bool wasAbnormal(esp_reset_reason_t reason) {
  return reason == ESP_RST_BROWNOUT || reason == ESP_RST_PANIC || reason == ESP_RST_INT_WDT || reason == ESP_RST_TASK_WDT || reason == ESP_RST_WDT;
}

/* Before the radio and the camera draw their current: the brown-out detector stays on, and a weak supply gets time to recover. */
static void recoverFromResets() {
  if (!wasAbnormal(esp_reset_reason())) return;
  const uint32_t inARow = storedNumber(kResetsInARow) + 1;
  storeNumber(kResetsInARow, inARow);
  storeNumber(kResets, storedNumber(kResets) + 1);
  const uint32_t waitMs = tatap::startDelayMs(inARow);
  Serial.printf("reset number %u in a row (reason %d); waiting %u ms\n", static_cast<unsigned>(inARow), static_cast<int>(esp_reset_reason()), static_cast<unsigned>(waitMs));
  delay(waitMs);
}

static void startWatchdog() {
#if ESP_IDF_VERSION_MAJOR >= 5
  esp_task_wdt_config_t config = {};
  config.timeout_ms = kWatchdogS * 1000;
  config.trigger_panic = true;
  // Arduino's core may have started it already.
  if (esp_task_wdt_init(&config) != ESP_OK) esp_task_wdt_reconfigure(&config);
#else
  esp_task_wdt_init(kWatchdogS, true);
#endif
  esp_task_wdt_add(nullptr);
}

void setup() {
  Serial.begin(115200);
  pinMode(board::kFlashLed, OUTPUT);
  digitalWrite(board::kFlashLed, LOW);
  pinMode(board::kStatusLed, OUTPUT);
  digitalWrite(board::kStatusLed, HIGH);
  nameCamera();
  Serial.printf("\nTatap camera %s, firmware %s\n", cameraId, kFirmwareVersion);
  recoverFromResets();
  startWatchdog();
  const bool hasSettings = loadSettings(settings);
  if (!hasSettings) settings = Settings{};
  inPortal = !hasSettings || storedNumber(kReopenPortal) == 1;
  if (inPortal) {
    if (hasSettings) storeNumber(kReopenPortal, 0);
    startPortal(hasSettings);
    return;
  }
  cameraWorks = startCamera();
  if (!cameraWorks) {
    Serial.println("no camera: is its ribbon pushed in and locked? Trying again in a minute.");
    restartSoon(kRetryCameraMs);
  }
  startNetwork();
  // Without a camera too: its status and an update must still be within reach.
  if (!startWeb() || (cameraWorks && !startStream())) restartSoon(5000);
}

static void proveHealthy() {
  if (provenHealthy || nowMs() < kHealthyAfterMs || !(inPortal || (cameraWorks && online()))) return;
  provenHealthy = true;
  if (storedNumber(kResetsInARow) != 0) storeNumber(kResetsInARow, 0);
  esp_ota_mark_app_valid_cancel_rollback();
}

void loop() {
  esp_task_wdt_reset();
  if (restartAt != 0 && tenths() >= restartAt && !updating()) ESP.restart();
  if (inPortal) {
    upkeepPortal();
  } else {
    upkeepNetwork();
    if (cameraWorks) acceptViewers();
    upkeepLed();
    if (cameraWorks && cameraLost()) restartSoon(1000);
  }
  proveHealthy();
  // Lit while something is missing.
  digitalWrite(board::kStatusLed, !inPortal && cameraWorks && online() ? HIGH : LOW);
  delay(5);
}
