#pragma once
#include <esp_camera.h>

#include "frame.h"

bool startCamera();

/* One picture, given back to the driver at the end of the scope. */
class Shot {
 public:
  Shot();
  ~Shot();
  Shot(const Shot&) = delete;
  Shot& operator=(const Shot&) = delete;
  bool taken() const { return buffer_ != nullptr; }
  tatap::Frame frame() const;
  /* False: it may not be signed now, because the clock is not set or no sequence number could be written down. */
  bool sign(tatap::Signature& signature) const;

 private:
  camera_fb_t* buffer_;
};

/* Whether pictures are being signed, for /status. */
bool signing();
/* So many shots in a row failed that only a restart helps. */
bool cameraLost();
