/* The first start: a network of the camera's own, on which every address leads to the form. */
#include <Arduino.h>
#include <DNSServer.h>
#include <WiFi.h>
#include <esp_http_server.h>
#include <esp_system.h>
#if __has_include(<esp_random.h>)
#include <esp_random.h>
#endif

#include <atomic>
#include <cstring>

#include "device.h"
#include "page.h"
#include "route.h"

/* With settings there, old or new, the portal does not stay open for ever: the network may have come back, the button may never be pressed. */
static constexpr uint32_t kGiveUpAfterMs = 600000;

static DNSServer dns;
static std::atomic<bool> used{false};
static std::atomic<bool> hasSettings{false};
static uint64_t lastUsedMs = 0;
static char page[tatap::kPageMax];
static char body[tatap::kConfigFormMax + 1];

static esp_err_t show(httpd_req_t* request, const char* status, size_t length) {
  httpd_resp_set_status(request, status);
  httpd_resp_set_type(request, "text/html; charset=utf-8");
  httpd_resp_set_hdr(request, "Cache-Control", "no-store");
  return httpd_resp_send(request, page, static_cast<ssize_t>(length));
}

static esp_err_t getForm(httpd_req_t* request) {
  used = true;
  return show(request, "200 OK", tatap::formPage(cameraId, settings.config, true, nullptr, page, sizeof page));
}

/* Telephones ask some address of their maker's to see whether there is internet; sent here, they show the form by themselves. */
static esp_err_t sendToForm(httpd_req_t* request, httpd_err_code_t) {
  httpd_resp_set_status(request, "302 Found");
  httpd_resp_set_hdr(request, "Location", "http://192.168.4.1/");
  return httpd_resp_send(request, nullptr, 0);
}

static esp_err_t postSave(httpd_req_t* request) {
  size_t length = 0;
  if (request->content_len > tatap::kConfigFormMax) return ESP_FAIL;
  while (length < request->content_len) {
    const int got = httpd_req_recv(request, body + length, request->content_len - length);
    if (got <= 0) return ESP_FAIL;
    length += static_cast<size_t>(got);
  }
  static Settings next;
  next = Settings{};
  tatap::ConfigProblem problem;
  const bool saved = applyForm(body, length, true, next, problem);
  tatap::wipe(body, sizeof body);
  if (!saved) {
    const char* message = problem == tatap::ConfigProblem::kNone ? "The camera could not store this. Try again." : tatap::sentence(problem);
    return show(request, "400 Bad Request", tatap::formPage(cameraId, settings.config, true, message, page, sizeof page));
  }
  used = hasSettings = true;
  storeNumber(kJoinedOnce, 0);
  storeNumber(kLoginFailures, 0);
  const esp_err_t shown = show(request, "200 OK", tatap::savedPage(cameraId, next.secret, true, page, sizeof page));
  tatap::wipe(page, sizeof page);
  tatap::wipe(&next, sizeof next);
  return shown;
}

static esp_err_t postDone(httpd_req_t* request) {
  restartSoon(1000);
  static constexpr char kBye[] = "The camera starts now. Go back to your own network.";
  return httpd_resp_send(request, kBye, sizeof kBye - 1);
}

void startPortal(bool settingsThere) {
  // The radio first: without it esp_random is no true random source.
  WiFi.mode(WIFI_AP);
  char password[tatap::kPortalPasswordLength + 1];
  if (!storedPortalPassword(password)) {
    uint8_t random[16];
    esp_fill_random(random, sizeof random);
    tatap::portalPassword(random, password);
    storePortalPassword(password);
  }
  char name[sizeof cameraId];
  strcpy(name, cameraId);
  name[0] = 'T';
  WiFi.softAP(name, password, 1, 0, 2);
  Serial.printf("set me up: network %s, password %s, then http://192.168.4.1/\n", name, password);
  dns.start(53, "*", WiFi.softAPIP());
  httpd_config_t config = HTTPD_DEFAULT_CONFIG();
  config.stack_size = 10240;
  config.lru_purge_enable = true;
  httpd_handle_t server = nullptr;
  if (httpd_start(&server, &config) != ESP_OK) return restartSoon(5000);
  if (!(route(server, "/", HTTP_GET, getForm) && route(server, "/save", HTTP_POST, postSave) && route(server, "/done", HTTP_POST, postDone))) restartSoon(5000);
  httpd_register_err_handler(server, HTTPD_404_NOT_FOUND, sendToForm);
  hasSettings = settingsThere;
  lastUsedMs = nowMs();
}

void upkeepPortal() {
  dns.processNextRequest();
  if (used.exchange(false)) lastUsedMs = nowMs();
  if (hasSettings && nowMs() - lastUsedMs > kGiveUpAfterMs) restartSoon(0);
}
