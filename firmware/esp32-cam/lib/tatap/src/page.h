#pragma once
#include <cstddef>
#include <cstdint>

#include "config.h"
#include "frame.h"

namespace tatap {

/* Any page below with every text at its longest fits. */
constexpr size_t kPageMax = 6144;

/*
 * The page that asks for the settings. `first`: the portal's, which needs all of them; else /config's. Passwords are never filled in.
 * `message` null or a sentence about what was wrong. Returns the length, 0 if it does not fit.
 */
size_t formPage(const char* cameraId, const Config& config, bool first, const char* message, char* out, size_t capacity);

/* What is shown after saving. `secret` null: it stays as it is; else it is shown here, once and nowhere else. */
size_t savedPage(const char* cameraId, const uint8_t* secret, bool portal, char* out, size_t capacity);

/* What the camera says of itself at /. */
size_t homePage(const char* cameraId, const Config& config, char* out, size_t capacity);

}  // namespace tatap
