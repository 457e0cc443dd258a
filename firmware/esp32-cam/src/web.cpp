/* Port 80: status, one picture, settings, update, restart, LED. Everything that changes something needs the admin password. */
#include <Arduino.h>
#include <Update.h>
#include <WiFi.h>
#include <esp_http_server.h>
#include <esp_system.h>
#if __has_include(<esp_random.h>)
#include <esp_random.h>
#endif

#include <atomic>
#include <cstring>

#include "board.h"
#include "camera.h"
#include "device.h"
#include "form.h"
#include "http.h"
#include "page.h"
#include "route.h"
#include "rules.h"
#include "sha256.h"
#include "text.h"

static constexpr uint32_t kLedOffAfterS = 300;
/* An image for this board is never smaller; a text file sent by mistake is. */
static constexpr size_t kImageMin = 65536;
static constexpr char kNeverKeep[] = "no-store";

static std::atomic<bool> updateRunning{false};
/* Seconds since start, 0 for never. */
static std::atomic<uint32_t> ledOffAtS{0};
/* One task answers all requests, so these are not shared. */
static char page[tatap::kPageMax];
static char body[tatap::kConfigFormMax + 1];

bool updating() { return updateRunning; }

static tatap::LoginGuard& guard() {
  static tatap::LoginGuard one(storedNumber(kLoginFailures), nowMs());
  return one;
}

static bool header(httpd_req_t* request, const char* name, char* out, size_t capacity) {
  out[0] = '\0';
  return httpd_req_get_hdr_value_str(request, name, out, capacity) == ESP_OK;
}

static esp_err_t answer(httpd_req_t* request, const char* status, const char* type, const char* text, size_t length) {
  httpd_resp_set_status(request, status);
  httpd_resp_set_type(request, type);
  httpd_resp_set_hdr(request, "Cache-Control", kNeverKeep);
  httpd_resp_set_hdr(request, "X-Content-Type-Options", "nosniff");
  // No page of ours may be framed, run a script or load anything.
  httpd_resp_set_hdr(request, "Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'");
  return httpd_resp_send(request, text, static_cast<ssize_t>(length));
}

static esp_err_t say(httpd_req_t* request, const char* status, const char* text) { return answer(request, status, "text/plain; charset=utf-8", text, strlen(text)); }

static esp_err_t show(httpd_req_t* request, const char* status, size_t length) {
  if (length == 0) return say(request, "500 Internal Server Error", "The page did not fit.\n");
  return answer(request, status, "text/html; charset=utf-8", page, length);
}

bool viewerMayLook(const char* authorization) {
  if (settings.viewer.iterations == 0) return true;
  char user[33], password[97];
  const bool fits = tatap::basicCredentials(authorization, user, password) && strcmp(user, "viewer") == 0 && tatap::passwordFits(password, settings.viewer);
  tatap::wipe(password, sizeof password);
  return fits;
}

static esp_err_t askPassword(httpd_req_t* request) {
  httpd_resp_set_hdr(request, "WWW-Authenticate", "Basic realm=\"tatap camera\"");
  return say(request, "401 Unauthorized", "This needs a password.\n");
}

/* Whether the admin is asking. If not, the answer has been given already. */
static bool admitted(httpd_req_t* request) {
  char host[80], origin[120], authorization[160];
  header(request, "Host", host, sizeof host);
  if (!tatap::ownHost(host, WiFi.localIP().toString().c_str(), cameraId)) {
    say(request, "421 Misdirected Request", "Use the camera's address or its .local name.\n");
    return false;
  }
  const bool hasOrigin = httpd_req_get_hdr_value_len(request, "Origin") > 0;
  if (hasOrigin && (!header(request, "Origin", origin, sizeof origin) || !tatap::sameOrigin(origin, host))) {
    say(request, "403 Forbidden", "A page from elsewhere may not change this camera.\n");
    return false;
  }
  if (!header(request, "Authorization", authorization, sizeof authorization)) {
    askPassword(request);
    return false;
  }
  if (guard().locked(nowMs())) {
    say(request, "429 Too Many Requests", "Too many wrong passwords. Wait an hour at most and try again.\n");
    return false;
  }
  char user[33], password[97];
  const bool readable = tatap::basicCredentials(authorization, user, password);
  const bool fits = readable && strcmp(user, "admin") == 0 && tatap::passwordFits(password, settings.admin);
  tatap::wipe(password, sizeof password);
  tatap::wipe(authorization, sizeof authorization);
  const uint32_t before = guard().failures();
  if (fits) guard().succeeded();
  else guard().failed(nowMs());
  if (guard().failures() != before) storeNumber(kLoginFailures, guard().failures());
  if (!fits) askPassword(request);
  return fits;
}

static esp_err_t getHome(httpd_req_t* request) { return show(request, "200 OK", tatap::homePage(cameraId, settings.config, page, sizeof page)); }

static esp_err_t getStatus(httpd_req_t* request) {
  char json[1024];
  const tatap::Status status = {cameraId, settings.config.name, settings.config.room, kFirmwareVersion, online() ? WiFi.RSSI() : 0, nowMs() / 1000, framesSent(),
                                esp_get_free_heap_size(), storedNumber(kResets), signing(), epochMs()};
  const size_t length = tatap::statusJson(status, json, sizeof json);
  return answer(request, "200 OK", "application/json", json, length);
}

static esp_err_t getSnapshot(httpd_req_t* request) {
  char authorization[160];
  header(request, "Authorization", authorization, sizeof authorization);
  if (!viewerMayLook(authorization)) return askPassword(request);
  const Shot shot;
  if (!shot.taken()) return say(request, "503 Service Unavailable", "The camera gave no picture.\n");
  tatap::Signature signature;
  char seq[24], time[24];
  if (shot.sign(signature)) {
    httpd_resp_set_hdr(request, "X-Tatap-Camera", cameraId);
    httpd_resp_set_hdr(request, "X-Tatap-Seq", tatap::Text(seq, sizeof seq).addNumber(signature.seq).text());
    httpd_resp_set_hdr(request, "X-Tatap-Time", tatap::Text(time, sizeof time).addNumber(signature.timeMs).text());
    httpd_resp_set_hdr(request, "X-Tatap-Signature", signature.hex);
  }
  const tatap::Frame frame = shot.frame();
  return answer(request, "200 OK", "image/jpeg", reinterpret_cast<const char*>(frame.jpeg), frame.jpegBytes);
}

static esp_err_t getConfig(httpd_req_t* request) {
  if (!admitted(request)) return ESP_OK;
  return show(request, "200 OK", tatap::formPage(cameraId, settings.config, false, nullptr, page, sizeof page));
}

/* False: it is longer than any form, or stopped coming. */
static bool readBody(httpd_req_t* request, size_t& length) {
  if (request->content_len > tatap::kConfigFormMax) return false;
  for (length = 0; length < request->content_len;) {
    const int got = httpd_req_recv(request, body + length, request->content_len - length);
    if (got <= 0) return false;
    length += static_cast<size_t>(got);
  }
  return true;
}

bool applyForm(const char* form, size_t length, bool first, Settings& next, tatap::ConfigProblem& problem) {
  problem = tatap::parseConfig(form, length, first, next.config);
  if (problem != tatap::ConfigProblem::kNone) return false;
  if (next.config.adminPassword[0] != '\0') {
    esp_fill_random(next.admin.salt, sizeof next.admin.salt);
    tatap::hashPassword(next.config.adminPassword, tatap::kPasswordIterations, next.admin);
  }
  if (next.config.viewerPassword[0] != '\0') {
    esp_fill_random(next.viewer.salt, sizeof next.viewer.salt);
    tatap::hashPassword(next.config.viewerPassword, tatap::kPasswordIterations, next.viewer);
  }
  if (next.config.openStream) next.viewer.iterations = 0;
  // The radio is on in the portal and in service alike: only then are these true random numbers.
  if (first || next.config.newSecret) esp_fill_random(next.secret, sizeof next.secret);
  return saveSettings(next);
}

static esp_err_t postConfig(httpd_req_t* request) {
  if (!admitted(request)) return ESP_OK;
  size_t length = 0;
  if (!readBody(request, length)) {
    say(request, "400 Bad Request", "The form could not be read.\n");
    return ESP_FAIL;
  }
  static Settings next;
  next = settings;
  tatap::ConfigProblem problem;
  const bool saved = applyForm(body, length, false, next, problem);
  tatap::wipe(body, sizeof body);
  if (!saved) {
    const char* message = problem == tatap::ConfigProblem::kNone ? "The camera could not store this. Try again." : tatap::sentence(problem);
    return show(request, "400 Bad Request", tatap::formPage(cameraId, settings.config, false, message, page, sizeof page));
  }
  // Another network may be one that never works: then the portal is to come back.
  if (strcmp(next.config.ssid, settings.config.ssid) != 0) storeNumber(kJoinedOnce, 0);
  const esp_err_t shown = show(request, "200 OK", tatap::savedPage(cameraId, next.config.newSecret ? next.secret : nullptr, false, page, sizeof page));
  tatap::wipe(page, sizeof page);
  tatap::wipe(&next, sizeof next);
  restartSoon(2000);
  return shown;
}

/* Writes the body into the other half of the flash. Null when it is there and its hash is `wanted`; else what went wrong. */
static const char* receiveImage(httpd_req_t* request, const uint8_t wanted[tatap::kHashBytes]) {
  static uint8_t piece[4096];
  if (!Update.begin(request->content_len, U_FLASH)) return "There is no room for this image.\n";
  tatap::Sha256 hash;
  int stalls = 0;
  for (size_t left = request->content_len; left > 0;) {
    const int got = httpd_req_recv(request, reinterpret_cast<char*>(piece), left < sizeof piece ? left : sizeof piece);
    if (got == HTTPD_SOCK_ERR_TIMEOUT && ++stalls < 6) continue;
    if (got <= 0) return "The image stopped coming.\n";
    stalls = 0;
    hash.update(piece, static_cast<size_t>(got));
    if (Update.write(piece, static_cast<size_t>(got)) != static_cast<size_t>(got)) return "The image could not be written. Is it a firmware.bin?\n";
    left -= static_cast<size_t>(got);
  }
  uint8_t sum[tatap::kHashBytes];
  hash.finish(sum);
  return tatap::sameBytes(sum, wanted, sizeof sum) ? nullptr : "The image is not the one X-Tatap-Sha256 names. Nothing was changed.\n";
}

static esp_err_t postUpdate(httpd_req_t* request) {
  if (!admitted(request)) return ESP_FAIL;
  char hex[72];
  uint8_t wanted[tatap::kHashBytes];
  if (!header(request, "X-Tatap-Sha256", hex, sizeof hex) || !tatap::hexToBytes(hex, strlen(hex), wanted, sizeof wanted)) {
    say(request, "400 Bad Request", "X-Tatap-Sha256 has to name the image's SHA-256 in 64 hex digits.\n");
    return ESP_FAIL;
  }
  if (request->content_len < kImageMin) {
    say(request, "400 Bad Request", "That is too small to be an image.\n");
    return ESP_FAIL;
  }
  updateRunning = true;
  const char* problem = receiveImage(request, wanted);
  if (problem == nullptr && !Update.end()) problem = "The image is whole, but is not one this board can start.\n";
  if (problem != nullptr) {
    Update.abort();
    updateRunning = false;
    say(request, "400 Bad Request", problem);
    // Closes the connection: what is left of the body is of no use.
    return ESP_FAIL;
  }
  updateRunning = false;
  restartSoon(1000);
  return say(request, "200 OK", "Written. The camera starts the new version now and goes back to the old one if it does not work.\n");
}

static esp_err_t postRestart(httpd_req_t* request) {
  if (!admitted(request)) return ESP_OK;
  restartSoon(1000);
  return say(request, "200 OK", "The camera starts again.\n");
}

static esp_err_t postLed(httpd_req_t* request) {
  if (!admitted(request)) return ESP_OK;
  char query[64], value[4];
  const bool read = httpd_req_get_url_query_str(request, query, sizeof query) == ESP_OK && tatap::formValue(query, strlen(query), "on", value, sizeof value);
  const bool on = read && strcmp(value, "1") == 0;
  if (!on && !(read && strcmp(value, "0") == 0)) return say(request, "400 Bad Request", "on is 1 or 0.\n");
  digitalWrite(board::kFlashLed, on ? HIGH : LOW);
  ledOffAtS = on ? static_cast<uint32_t>(nowMs() / 1000) + kLedOffAfterS : 0;
  return say(request, "200 OK", on ? "The LED is on for five minutes.\n" : "The LED is off.\n");
}

void upkeepLed() {
  const uint32_t offAtS = ledOffAtS;
  if (offAtS == 0 || nowMs() / 1000 < offAtS) return;
  digitalWrite(board::kFlashLed, LOW);
  ledOffAtS = 0;
}

bool startWeb() {
  httpd_config_t config = HTTPD_DEFAULT_CONFIG();
  config.stack_size = 10240;
  config.max_uri_handlers = 10;
  config.max_resp_headers = 12;
  config.lru_purge_enable = true;
  httpd_handle_t server = nullptr;
  if (httpd_start(&server, &config) != ESP_OK) return false;
  return route(server, "/", HTTP_GET, getHome) && route(server, "/status", HTTP_GET, getStatus) && route(server, "/snapshot", HTTP_GET, getSnapshot) &&
         route(server, "/config", HTTP_GET, getConfig) && route(server, "/config", HTTP_POST, postConfig) && route(server, "/update", HTTP_POST, postUpdate) &&
         route(server, "/restart", HTTP_POST, postRestart) && route(server, "/led", HTTP_POST, postLed);
}
