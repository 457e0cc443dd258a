#pragma once
#include "Arduino.h"
#define U_FLASH 0
class UpdateClass {
 public:
  bool begin(size_t size = 0xFFFFFFFF, int command = U_FLASH, int ledPin = -1, uint8_t ledOn = LOW, const char* label = nullptr);
  size_t write(uint8_t* data, size_t len);
  bool end(bool evenIfRemaining = false);
  void abort();
};
extern UpdateClass Update;
