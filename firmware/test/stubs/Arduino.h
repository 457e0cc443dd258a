#pragma once
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <memory>

#include "esp_system.h"
#include "freertos/FreeRTOS.h"
#include "freertos/task.h"

constexpr uint8_t LOW = 0, HIGH = 1, OUTPUT = 3;

class String {
 public:
  String(const char* text = "");
  const char* c_str() const;

 private:
  const char* text_;
};

class IPAddress {
 public:
  String toString() const;
};

class HardwareSerial {
 public:
  void begin(unsigned long baud);
  size_t printf(const char* format, ...) __attribute__((format(printf, 2, 3)));
  size_t println(const char* text);
};
extern HardwareSerial Serial;

class EspClass {
 public:
  void restart();
  uint64_t getEfuseMac();
};
extern EspClass ESP;

void pinMode(uint8_t pin, uint8_t mode);
void digitalWrite(uint8_t pin, uint8_t value);
void delay(uint32_t ms);
bool psramFound();
void configTime(long gmtOffset_sec, int daylightOffset_sec, const char* server1, const char* server2 = nullptr, const char* server3 = nullptr);
void setup();
void loop();
