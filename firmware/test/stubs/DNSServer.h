#pragma once
#include "Arduino.h"
class DNSServer {
 public:
  void processNextRequest();
  bool start(const uint16_t& port, const String& domainName, const IPAddress& resolvedIP);
};
