#pragma once

/* AI-Thinker ESP32-CAM, as in the CameraWebServer example's camera_pins.h. */
namespace board {
constexpr int kPowerDown = 32, kReset = -1, kXclk = 0, kSda = 26, kScl = 27;
constexpr int kD0 = 5, kD1 = 18, kD2 = 19, kD3 = 21, kD4 = 36, kD5 = 39, kD6 = 34, kD7 = 35;
constexpr int kVsync = 25, kHref = 23, kPclk = 22;
/* The white LED; it gets hot and takes about 0.3 A, so it is only on or off, and off after five minutes. */
constexpr int kFlashLed = 4;
/* The small red one on the back, lit when low. */
constexpr int kStatusLed = 33;
}  // namespace board
