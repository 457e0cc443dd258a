/*
 * The stream on port 81, for one viewer at a time. Its own little server: ESP-IDF's answers nobody else while one of its handlers
 * runs, so a second viewer would hang there instead of being told.
 */
#include <Arduino.h>
#include <WiFi.h>
#include <esp_task_wdt.h>
#include <lwip/sockets.h>

#include <atomic>
#include <cerrno>
#include <cstring>

#include "camera.h"
#include "device.h"
#include "http.h"
#include "rules.h"
#include "text.h"

static constexpr uint32_t kFrameEveryMs = 100;
/* A viewer who takes longer for one picture has gone or is on a line that is too slow; the next one may come. */
static constexpr uint32_t kSendFrameMs = 3000;
static constexpr uint32_t kReadHeadMs = 2000;

static WiFiServer server(81, 4);
static WiFiClient viewer;
static std::atomic<bool> busy{false};
static std::atomic<uint32_t> frames{0};
static TaskHandle_t streamTask = nullptr;

uint32_t framesSent() { return frames; }

static bool sendAll(WiFiClient& client, const void* bytes, size_t count, uint64_t untilMs) {
  const char* at = static_cast<const char*>(bytes);
  while (count > 0) {
    // WiFiClient::write waits up to ten seconds for a dead line; this waits as long as it is told.
    const ssize_t sent = send(client.fd(), at, count, MSG_DONTWAIT);
    if (sent > 0) {
      at += sent;
      count -= static_cast<size_t>(sent);
    } else if (sent < 0 && errno != EAGAIN && errno != EWOULDBLOCK) {
      return false;
    } else if (nowMs() >= untilMs) {
      return false;
    } else {
      delay(2);
    }
  }
  return true;
}

static bool sendShot(WiFiClient& client) {
  const Shot shot;
  if (!shot.taken()) {
    delay(50);
    return !cameraLost();
  }
  const tatap::Frame frame = shot.frame();
  tatap::Signature signature;
  const bool isSigned = shot.sign(signature);
  char head[tatap::kPartHeadMax];
  const size_t headBytes = tatap::partHead(frame, cameraId, isSigned ? &signature : nullptr, head, sizeof head);
  const uint64_t untilMs = nowMs() + kSendFrameMs;
  const bool sent = headBytes > 0 && sendAll(client, head, headBytes, untilMs) && sendAll(client, frame.jpeg, frame.jpegBytes, untilMs);
  if (sent) frames++;
  return sent;
}

static void serve(WiFiClient& client) {
  char head[256];
  tatap::Text text(head, sizeof head);
  text.add("HTTP/1.1 200 OK\r\nContent-Type: ").add(tatap::kStreamType).add("\r\nCache-Control: no-store\r\nX-Framerate: 10\r\nConnection: close\r\n\r\n");
  if (!sendAll(client, text.text(), text.length(), nowMs() + kSendFrameMs)) return;
  tatap::Pace pace(kFrameEveryMs);
  do {
    esp_task_wdt_reset();
    while (const uint32_t wait = pace.waitMs(nowMs())) delay(wait);
  } while (!updating() && client.connected() && sendShot(client));
}

static void runStream(void*) {
  esp_task_wdt_add(nullptr);
  for (;;) {
    ulTaskNotifyTake(pdTRUE, pdMS_TO_TICKS(1000));
    esp_task_wdt_reset();
    if (!busy) continue;
    serve(viewer);
    viewer.stop();
    busy = false;
  }
}

bool startStream() {
  server.begin();
  server.setNoDelay(true);
  // Core 1, with loop(): the Wi-Fi's own task is on core 0.
  return xTaskCreatePinnedToCore(runStream, "stream", 8192, nullptr, 5, &streamTask, 1) == pdPASS;
}

static void answer(WiFiClient& client, const char* status, const char* extra) {
  char text[256];
  tatap::Text head(text, sizeof text);
  head.add("HTTP/1.1 ").add(status).add("\r\n").add(extra).add("Content-Length: 0\r\nConnection: close\r\n\r\n");
  sendAll(client, head.text(), head.length(), nowMs() + 500);
  client.stop();
}

/* What came until the empty line, the time limit or the end of the buffer. */
static tatap::HeadState readHead(WiFiClient& client, tatap::RequestHead& head) {
  static char bytes[tatap::kRequestHeadMax];
  size_t count = 0;
  const uint64_t untilMs = nowMs() + kReadHeadMs;
  while (nowMs() < untilMs && client.connected()) {
    const int got = client.available() > 0 ? client.read(reinterpret_cast<uint8_t*>(bytes) + count, sizeof bytes - count) : 0;
    if (got > 0) {
      count += static_cast<size_t>(got);
      const tatap::HeadState state = tatap::parseRequestHead(bytes, count, head);
      if (state != tatap::HeadState::kMore) return state;
    } else {
      delay(5);
    }
  }
  return tatap::HeadState::kBad;
}

void acceptViewers() {
  WiFiClient client = server.available();
  if (!client) return;
  tatap::RequestHead head;
  if (readHead(client, head) != tatap::HeadState::kDone) return answer(client, "400 Bad Request", "");
  if (strcmp(head.method, "GET") != 0) return answer(client, "405 Method Not Allowed", "Allow: GET\r\n");
  if (strcmp(head.path, "/stream") != 0) return answer(client, "404 Not Found", "");
  // Before the password: hashing it takes a good part of a second.
  if (busy || updating()) return answer(client, "503 Service Unavailable", "Retry-After: 2\r\n");
  if (!viewerMayLook(head.authorization)) return answer(client, "401 Unauthorized", "WWW-Authenticate: Basic realm=\"tatap camera\"\r\n");
  viewer = client;
  busy = true;
  xTaskNotifyGive(streamTask);
}
