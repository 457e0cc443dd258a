#include "rules.h"

namespace tatap {

uint32_t Backoff::next(uint32_t random) {
  uint64_t wait = firstMs_;
  for (uint32_t i = 0; i < tries_ && wait < longestMs_; i++) wait *= 2;
  if (tries_ < UINT32_MAX) tries_++;
  wait += random % (wait / 4 + 1);
  return wait < longestMs_ ? static_cast<uint32_t>(wait) : longestMs_;
}

uint32_t startDelayMs(uint32_t abnormalResetsInARow) {
  if (abnormalResetsInARow < 3) return 0;
  uint32_t wait = 5000;
  for (uint32_t i = 3; i < abnormalResetsInARow && wait < 60000; i++) wait *= 2;
  return wait < 60000 ? wait : 60000;
}

LoginGuard::LoginGuard(uint32_t failures, uint64_t nowMs) : failures_(failures) {
  if (failures_ >= kFreeTries) lock(nowMs);
}

void LoginGuard::lock(uint64_t nowMs) {
  constexpr uint64_t kHourMs = 3600000;
  uint64_t forMs = 300000;
  for (uint32_t i = kFreeTries; i < failures_ && forMs < kHourMs; i++) forMs *= 2;
  lockedUntilMs_ = nowMs + (forMs < kHourMs ? forMs : kHourMs);
}

void LoginGuard::failed(uint64_t nowMs) {
  if (failures_ < UINT32_MAX) failures_++;
  if (failures_ >= kFreeTries) lock(nowMs);
}

void LoginGuard::succeeded() {
  failures_ = 0;
  lockedUntilMs_ = 0;
}

uint64_t Sequence::next() {
  if (used_ >= kLast) return 0;
  if (used_ >= mark_) {
    const uint64_t mark = kLast - used_ < kBlock ? kLast : used_ + kBlock;
    if (!save_(where_, mark)) return 0;
    mark_ = mark;
  }
  return ++used_;
}

uint32_t Pace::waitMs(uint64_t nowMs) {
  if (nowMs >= dueMs_) {
    const bool late = nowMs - dueMs_ >= everyMs_;
    dueMs_ = (late ? nowMs : dueMs_) + everyMs_;
    return 0;
  }
  return static_cast<uint32_t>(dueMs_ - nowMs);
}

}  // namespace tatap
