#pragma once
#include "Arduino.h"

typedef enum { WL_NO_SHIELD = 255, WL_IDLE_STATUS = 0, WL_NO_SSID_AVAIL, WL_SCAN_COMPLETED, WL_CONNECTED, WL_CONNECT_FAILED, WL_CONNECTION_LOST, WL_DISCONNECTED } wl_status_t;
typedef enum { WIFI_MODE_NULL = 0, WIFI_MODE_STA, WIFI_MODE_AP, WIFI_MODE_APSTA } wifi_mode_t;
#define WIFI_STA WIFI_MODE_STA
#define WIFI_AP WIFI_MODE_AP

class WiFiClient {
 public:
  int available();
  int read(uint8_t* buf, size_t size);
  void stop();
  uint8_t connected();
  int fd() const;
  operator bool() { return connected(); }

  /* Of the stand-in only: copies share the socket, the last one closes it, as the real ones do. */
  std::shared_ptr<int> socket;
};

class WiFiServer {
 public:
  WiFiServer(uint16_t port = 80, uint8_t max_clients = 4);
  WiFiClient available();
  void begin(uint16_t port = 0);
  void setNoDelay(bool nodelay);

 private:
  int listening_ = -1;
};

class WiFiClass {
 public:
  static wl_status_t status();
  wl_status_t begin(char* ssid, char* passphrase = nullptr, int32_t channel = 0, const uint8_t* bssid = nullptr, bool connect = true);
  wl_status_t begin(const String& ssid, const String& passphrase, int32_t channel = 0, const uint8_t* bssid = nullptr, bool connect = true);
  wl_status_t begin(const char* ssid, const char* passphrase = nullptr, int32_t channel = 0, const uint8_t* bssid = nullptr, bool connect = true);
  bool disconnect(bool wifioff = false, bool eraseap = false);
  bool setAutoReconnect(bool autoReconnect);
  static void persistent(bool persistent);
  static bool setHostname(const char* hostname);
  static bool mode(wifi_mode_t mode);
  bool setSleep(bool enabled);
  IPAddress localIP();
  int8_t RSSI();
  bool softAP(const char* ssid, const char* passphrase = nullptr, int channel = 1, int ssid_hidden = 0, int max_connection = 4, bool ftm_responder = false);
  IPAddress softAPIP();
};
extern WiFiClass WiFi;
