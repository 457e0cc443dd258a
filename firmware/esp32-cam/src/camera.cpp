#include "camera.h"

#include <Arduino.h>
#include <esp_timer.h>
#include <freertos/FreeRTOS.h>
#include <freertos/semphr.h>

#include <atomic>

#include "board.h"
#include "device.h"
#include "rules.h"

static std::atomic<uint32_t> failedInARow{0};
static std::atomic<bool> numbersWork{false};
static bool started = false;
static SemaphoreHandle_t sequenceLock = nullptr;
static tatap::Sequence* sequence = nullptr;

bool startCamera() {
  camera_config_t config = {};
  config.pin_pwdn = board::kPowerDown;
  config.pin_reset = board::kReset;
  config.pin_xclk = board::kXclk;
  config.pin_sscb_sda = board::kSda;
  config.pin_sscb_scl = board::kScl;
  config.pin_d0 = board::kD0;
  config.pin_d1 = board::kD1;
  config.pin_d2 = board::kD2;
  config.pin_d3 = board::kD3;
  config.pin_d4 = board::kD4;
  config.pin_d5 = board::kD5;
  config.pin_d6 = board::kD6;
  config.pin_d7 = board::kD7;
  config.pin_vsync = board::kVsync;
  config.pin_href = board::kHref;
  config.pin_pclk = board::kPclk;
  config.xclk_freq_hz = 20000000;
  config.ledc_timer = LEDC_TIMER_0;
  config.ledc_channel = LEDC_CHANNEL_0;
  config.pixel_format = PIXFORMAT_JPEG;
  config.frame_size = FRAMESIZE_VGA;
  config.jpeg_quality = 12;
  // Two buffers and the newest picture: what is sent is never seconds old.
  config.fb_count = psramFound() ? 2 : 1;
  config.fb_location = psramFound() ? CAMERA_FB_IN_PSRAM : CAMERA_FB_IN_DRAM;
  config.grab_mode = psramFound() ? CAMERA_GRAB_LATEST : CAMERA_GRAB_WHEN_EMPTY;
  sequenceLock = xSemaphoreCreateMutex();
  uint64_t mark = 0;
  if (storedSequence(mark)) {
    static tatap::Sequence numbers(mark, storeSequence, nullptr);
    sequence = &numbers;
    numbersWork = true;
  }
  started = sequenceLock != nullptr && esp_camera_init(&config) == ESP_OK;
  return started;
}

Shot::Shot() : buffer_(started ? esp_camera_fb_get() : nullptr) {
  if (buffer_ != nullptr && (buffer_->format != PIXFORMAT_JPEG || buffer_->len < 4)) {
    esp_camera_fb_return(buffer_);
    buffer_ = nullptr;
  }
  if (buffer_ == nullptr) failedInARow++;
  else failedInARow = 0;
}

Shot::~Shot() {
  if (buffer_ != nullptr) esp_camera_fb_return(buffer_);
}

tatap::Frame Shot::frame() const {
  return {buffer_->buf, buffer_->len, static_cast<uint32_t>(buffer_->timestamp.tv_sec), static_cast<uint32_t>(buffer_->timestamp.tv_usec)};
}

bool Shot::sign(tatap::Signature& signature) const {
  const uint64_t now = epochMs();
  if (now == 0) return false;
  // The driver stamps a picture by esp_timer; the signature says when it was taken, not when it was sent.
  const int64_t takenMs = static_cast<int64_t>(buffer_->timestamp.tv_sec) * 1000 + buffer_->timestamp.tv_usec / 1000;
  const int64_t ageMs = static_cast<int64_t>(nowMs()) - takenMs;
  signature.timeMs = ageMs > 0 && ageMs < 5000 ? now - static_cast<uint64_t>(ageMs) : now;
  xSemaphoreTake(sequenceLock, portMAX_DELAY);
  signature.seq = sequence == nullptr ? 0 : sequence->next();
  xSemaphoreGive(sequenceLock);
  numbersWork = signature.seq != 0;
  if (signature.seq == 0) return false;
  tatap::signFrame(settings.secret, cameraId, frame(), signature);
  return true;
}

bool signing() { return numbersWork && epochMs() != 0; }

bool cameraLost() { return failedInARow >= 10; }
