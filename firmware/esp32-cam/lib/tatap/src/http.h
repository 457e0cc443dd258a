#pragma once
#include <cstddef>
#include <cstdint>

namespace tatap {

/* The head of a request to the stream's port, as much of it as the camera cares about. */
struct RequestHead {
  char method[8];
  /* Without the query. */
  char path[64];
  /* The value of Authorization, empty without one. */
  char authorization[160];
};

constexpr size_t kRequestHeadMax = 2048;

enum class HeadState { kMore, kDone, kBad };

/*
 * Looks at the bytes that came so far. kMore: the empty line is not there yet; kBad: no HTTP request, or a piece of it longer than
 * its place. `head` is whole only at kDone.
 */
HeadState parseRequestHead(const char* bytes, size_t length, RequestHead& head);

/* User and password from "Basic ...". Capacities: 33 and 97 bytes. False: another scheme, or no such text. */
bool basicCredentials(const char* authorization, char user[33], char password[97]);

/*
 * Whether a request that changes something comes from this camera's own page or from no page at all. A page from elsewhere that
 * makes a browser post here always has an Origin that is not the Host. `origin` null or empty: none was sent.
 */
bool sameOrigin(const char* origin, const char* host);

/* Host headers that mean this camera: its address, or its mDNS name; a port may follow. Anything else is a page playing DNS tricks. */
bool ownHost(const char* host, const char* address, const char* mdnsName);

struct Status {
  const char* camera;
  const char* name;
  const char* room;
  const char* firmware;
  /* dBm; 0 while not connected. */
  int32_t rssi;
  uint64_t uptimeS;
  uint64_t frames;
  /* Bytes free. */
  uint64_t heap;
  /* Abnormal ones (brown-out, watchdog, crash) since the camera was set up. */
  uint32_t resets;
  bool isSigned;
  /* Milliseconds since 1970, 0 while the clock is not set. */
  uint64_t timeMs;
};

/* Returns the length, 0 if it does not fit; 1 024 bytes do for any Status with labels of 60 bytes. */
size_t statusJson(const Status& status, char* out, size_t capacity);

}  // namespace tatap
