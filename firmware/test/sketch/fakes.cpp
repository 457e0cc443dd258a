/*
 * The sketch itself, running on the host: sockets are the machine's, tasks are threads, the camera gives one picture over and over,
 * the flash is memory. Only port 81 is really served; the web server of port 80 is ESP-IDF's and has no stand-in that answers.
 * Says "PORT n" when the stream can be reached; a "t" on its standard input is the time server's answer, and the end of it is its own.
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/random.h>
#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <cstdarg>
#include <cstdlib>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include <Arduino.h>
#include <DNSServer.h>
#include <ESPmDNS.h>
#include <Preferences.h>
#include <Update.h>
#include <WiFi.h>
#include <esp_camera.h>
#include <esp_http_server.h>
#include <esp_ota_ops.h>
#include <esp_sntp.h>
#include <esp_task_wdt.h>
#include <esp_timer.h>
#include <freertos/semphr.h>

#include "device.h"
#include "text.h"

HardwareSerial Serial;
EspClass ESP;
WiFiClass WiFi;
MDNSResponder MDNS;
UpdateClass Update;

static std::string picture;
static sntp_sync_time_cb_t onTime = nullptr;

static std::map<std::string, std::string>& flash() {
  static std::map<std::string, std::string> keys;
  return keys;
}
static std::mutex flashLock;

/* Arduino */
String::String(const char* text) : text_(text) {}
const char* String::c_str() const { return text_; }
String IPAddress::toString() const { return String("127.0.0.1"); }
void HardwareSerial::begin(unsigned long) {}
size_t HardwareSerial::println(const char* text) { return static_cast<size_t>(fprintf(stderr, "%s\n", text)); }
size_t HardwareSerial::printf(const char* format, ...) {
  va_list values;
  va_start(values, format);
  const int count = vfprintf(stderr, format, values);
  va_end(values);
  return static_cast<size_t>(count);
}
void EspClass::restart() { _exit(3); }
uint64_t EspClass::getEfuseMac() { return 0xc3b2a1000000ull; }
void pinMode(uint8_t, uint8_t) {}
void digitalWrite(uint8_t, uint8_t) {}
void delay(uint32_t ms) { std::this_thread::sleep_for(std::chrono::milliseconds(ms)); }
bool psramFound() { return true; }
void configTime(long, int, const char*, const char*, const char*) {}

/* ESP-IDF */
extern "C" {
int64_t esp_timer_get_time(void) {
  static const auto start = std::chrono::steady_clock::now();
  return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start).count();
}
esp_reset_reason_t esp_reset_reason(void) { return ESP_RST_POWERON; }
uint32_t esp_get_free_heap_size(void) { return 100000; }
uint32_t esp_random(void) {
  uint32_t value;
  esp_fill_random(&value, sizeof value);
  return value;
}
void esp_fill_random(void* buf, size_t len) {
  if (getrandom(buf, len, 0) != static_cast<ssize_t>(len)) abort();
}
void sntp_set_time_sync_notification_cb(sntp_sync_time_cb_t callback) { onTime = callback; }
esp_err_t esp_ota_mark_app_valid_cancel_rollback(void) { return ESP_OK; }
esp_err_t esp_task_wdt_init(uint32_t, bool) { return ESP_OK; }
esp_err_t esp_task_wdt_add(TaskHandle_t) { return ESP_OK; }
esp_err_t esp_task_wdt_reset(void) { return ESP_OK; }
esp_err_t esp_camera_init(const camera_config_t*) { return ESP_OK; }
camera_fb_t* esp_camera_fb_get(void) {
  camera_fb_t* shot = new camera_fb_t{};
  shot->buf = reinterpret_cast<uint8_t*>(&picture[0]);
  shot->len = picture.size();
  shot->format = PIXFORMAT_JPEG;
  const int64_t us = esp_timer_get_time();
  shot->timestamp.tv_sec = us / 1000000;
  shot->timestamp.tv_usec = us % 1000000;
  return shot;
}
void esp_camera_fb_return(camera_fb_t* shot) { delete shot; }
BaseType_t xTaskCreatePinnedToCore(TaskFunction_t code, const char*, uint32_t, void* parameters, UBaseType_t, TaskHandle_t*, BaseType_t) {
  std::thread(code, parameters).detach();
  return pdPASS;
}
}

/* One task waits for notices here, so one place for them is enough. */
static std::mutex noticeLock;
static std::condition_variable noticed;
static uint32_t notices = 0;
uint32_t ulTaskNotifyTake(BaseType_t, TickType_t ticks) {
  std::unique_lock<std::mutex> held(noticeLock);
  noticed.wait_for(held, std::chrono::milliseconds(ticks), [] { return notices > 0; });
  const uint32_t taken = notices;
  notices = 0;
  return taken;
}
BaseType_t xTaskNotifyGive(TaskHandle_t) {
  const std::lock_guard<std::mutex> held(noticeLock);
  notices++;
  noticed.notify_one();
  return pdPASS;
}
static std::mutex onlyMutex;
SemaphoreHandle_t xSemaphoreCreateMutex() { return reinterpret_cast<SemaphoreHandle_t>(&onlyMutex); }
BaseType_t xSemaphoreTake(SemaphoreHandle_t, TickType_t) { return onlyMutex.lock(), pdTRUE; }
BaseType_t xSemaphoreGive(SemaphoreHandle_t) { return onlyMutex.unlock(), pdTRUE; }

/* The web server of port 80: it starts, and nobody ever asks it. */
extern "C" {
esp_err_t httpd_start(httpd_handle_t*, const httpd_config_t*) { return ESP_OK; }
esp_err_t httpd_register_uri_handler(httpd_handle_t, const httpd_uri_t*) { return ESP_OK; }
esp_err_t httpd_register_err_handler(httpd_handle_t, httpd_err_code_t, httpd_err_handler_func_t) { return ESP_OK; }
int httpd_req_recv(httpd_req_t*, char*, size_t) { return -1; }
size_t httpd_req_get_hdr_value_len(httpd_req_t*, const char*) { return 0; }
esp_err_t httpd_req_get_hdr_value_str(httpd_req_t*, const char*, char*, size_t) { return ESP_FAIL; }
esp_err_t httpd_req_get_url_query_str(httpd_req_t*, char*, size_t) { return ESP_FAIL; }
esp_err_t httpd_resp_set_status(httpd_req_t*, const char*) { return ESP_OK; }
esp_err_t httpd_resp_set_type(httpd_req_t*, const char*) { return ESP_OK; }
esp_err_t httpd_resp_set_hdr(httpd_req_t*, const char*, const char*) { return ESP_OK; }
esp_err_t httpd_resp_send(httpd_req_t*, const char*, ssize_t) { return ESP_OK; }
}
bool UpdateClass::begin(size_t, int, int, uint8_t, const char*) { return false; }
size_t UpdateClass::write(uint8_t*, size_t) { return 0; }
bool UpdateClass::end(bool) { return false; }
void UpdateClass::abort() {}
void DNSServer::processNextRequest() {}
bool DNSServer::start(const uint16_t&, const String&, const IPAddress&) { return true; }
bool MDNSResponder::begin(const char*) { return true; }
void MDNSResponder::end() {}
bool MDNSResponder::addService(const char*, const char*, uint16_t) { return true; }

/* Wi-Fi: always there. */
wl_status_t WiFiClass::status() { return WL_CONNECTED; }
wl_status_t WiFiClass::begin(char*, char*, int32_t, const uint8_t*, bool) { return WL_CONNECTED; }
wl_status_t WiFiClass::begin(const char*, const char*, int32_t, const uint8_t*, bool) { return WL_CONNECTED; }
bool WiFiClass::disconnect(bool, bool) { return true; }
bool WiFiClass::setAutoReconnect(bool) { return true; }
void WiFiClass::persistent(bool) {}
bool WiFiClass::setHostname(const char*) { return true; }
bool WiFiClass::mode(wifi_mode_t) { return true; }
bool WiFiClass::setSleep(bool) { return true; }
IPAddress WiFiClass::localIP() { return {}; }
IPAddress WiFiClass::softAPIP() { return {}; }
int8_t WiFiClass::RSSI() { return -60; }
bool WiFiClass::softAP(const char*, const char*, int, int, int, bool) { return true; }

static bool readable(int fd) {
  pollfd asked = {fd, POLLIN, 0};
  return poll(&asked, 1, 0) > 0;
}
int WiFiClient::fd() const { return socket ? *socket : -1; }
void WiFiClient::stop() { socket.reset(); }
int WiFiClient::available() { return socket && readable(fd()) ? 1 : 0; }
int WiFiClient::read(uint8_t* buf, size_t size) { return static_cast<int>(recv(fd(), buf, size, MSG_DONTWAIT)); }
uint8_t WiFiClient::connected() {
  char peeked;
  return socket && !(readable(fd()) && recv(fd(), &peeked, 1, MSG_PEEK | MSG_DONTWAIT) <= 0) ? 1 : 0;
}

WiFiServer::WiFiServer(uint16_t, uint8_t) {}
void WiFiServer::setNoDelay(bool) {}
void WiFiServer::begin(uint16_t) {
  listening_ = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  if (bind(listening_, reinterpret_cast<sockaddr*>(&address), length) != 0 || listen(listening_, 4) != 0) abort();
  getsockname(listening_, reinterpret_cast<sockaddr*>(&address), &length);
  printf("PORT %d\n", ntohs(address.sin_port));
  fflush(stdout);
}
WiFiClient WiFiServer::available() {
  WiFiClient client;
  const int fd = accept(listening_, nullptr, nullptr);
  if (fd >= 0) client.socket = std::shared_ptr<int>(new int(fd), [](int* open) { close(*open), delete open; });
  return client;
}

/* Flash */
bool Preferences::begin(const char*, bool, const char*) { return flashLock.lock(), true; }
void Preferences::end() { flashLock.unlock(); }
bool Preferences::isKey(const char* key) { return flash().count(key) > 0; }
size_t Preferences::putBytes(const char* key, const void* value, size_t len) {
  flash()[key].assign(static_cast<const char*>(value), len);
  return len;
}
size_t Preferences::getBytesLength(const char* key) { return isKey(key) ? flash()[key].size() : 0; }
size_t Preferences::getBytes(const char* key, void* buf, size_t maxLen) {
  if (!isKey(key) || flash()[key].size() > maxLen) return 0;
  memcpy(buf, flash()[key].data(), flash()[key].size());
  return flash()[key].size();
}
size_t Preferences::putUInt(const char* key, uint32_t value) { return putBytes(key, &value, sizeof value); }
size_t Preferences::putULong64(const char* key, uint64_t value) { return putBytes(key, &value, sizeof value); }
uint32_t Preferences::getUInt(const char* key, uint32_t value) { return getBytes(key, &value, sizeof value), value; }
uint64_t Preferences::getULong64(const char* key, uint64_t value) { return getBytes(key, &value, sizeof value), value; }

/* usage: sketch SECRET_HEX PICTURE_HEX VIEWER_PASSWORD */
int main(int count, char** words) {
  if (count < 4) return 2;
  Settings own = {};
  strcpy(own.config.ssid, "host");
  strcpy(own.config.name, "Kamera");
  strcpy(own.config.room, "Ruang");
  strcpy(own.config.ntpServer, "localhost");
  if (!tatap::hexToBytes(words[1], strlen(words[1]), own.secret, sizeof own.secret)) return 2;
  picture.resize(strlen(words[2]) / 2);
  if (!tatap::hexToBytes(words[2], strlen(words[2]), reinterpret_cast<uint8_t*>(&picture[0]), picture.size())) return 2;
  tatap::hashPassword(words[3], 10, own.viewer);
  if (!saveSettings(own)) return 2;
  setup();
  std::thread([] {
    for (char said; read(0, &said, 1) > 0;) {
      if (said == 't') onTime(nullptr);
    }
    _exit(0);
  }).detach();
  for (;;) loop();
}
