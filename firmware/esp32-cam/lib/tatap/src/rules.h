#pragma once
#include <cstdint>

namespace tatap {

/* Waits that double from `firstMs` to `longestMs`, each up to a quarter longer by `random` so that cameras do not knock in step. */
class Backoff {
 public:
  Backoff(uint32_t firstMs, uint32_t longestMs) : firstMs_(firstMs), longestMs_(longestMs) {}
  /* How long to wait before the next try, in ms. `random`: any 32 bits. Never more than `longestMs`. */
  uint32_t next(uint32_t random);
  void reset() { tries_ = 0; }
  uint32_t tries() const { return tries_; }

 private:
  uint32_t firstMs_;
  uint32_t longestMs_;
  uint32_t tries_ = 0;
};

/*
 * How long to sit still at start, camera and radio off, after that many abnormal resets in a row: a supply that browns out gets
 * worse when a module on it starts over and over. 0 for the first two, then 5 s doubling to 60 s.
 */
uint32_t startDelayMs(uint32_t abnormalResetsInARow);

/*
 * After five wrong passwords none is looked at for five minutes, and each further wrong one doubles that, up to an hour. The count
 * is kept over a restart by the caller (`failures` in, `failures()` out), the time is counted anew from there.
 */
class LoginGuard {
 public:
  static constexpr uint32_t kFreeTries = 5;
  LoginGuard(uint32_t failures, uint64_t nowMs);
  /* Before the password is looked at. Times: ms since start, never going back. */
  bool locked(uint64_t nowMs) const { return nowMs < lockedUntilMs_; }
  uint64_t lockedForMs(uint64_t nowMs) const { return locked(nowMs) ? lockedUntilMs_ - nowMs : 0; }
  void failed(uint64_t nowMs);
  void succeeded();
  uint32_t failures() const { return failures_; }

 private:
  void lock(uint64_t nowMs);
  uint32_t failures_;
  uint64_t lockedUntilMs_ = 0;
};

/*
 * Sequence numbers that are never given twice with one secret, whenever the power goes. A block of them is written down as used
 * before the first is given: a restart skips what is left of the block.
 */
class Sequence {
 public:
  static constexpr uint64_t kBlock = 10000;
  /* Signed 64-bit databases hold them. */
  static constexpr uint64_t kLast = INT64_MAX;
  /* Writes the mark so that it outlives the power; false if it could not. */
  using Save = bool (*)(void* where, uint64_t mark);
  /* `mark`: what was last saved, 0 with a new secret. */
  Sequence(uint64_t mark, Save save, void* where) : used_(mark), mark_(mark), save_(save), where_(where) {}
  /* 0: there is none, because the mark cannot be saved or the numbers are at their end. Then nothing may be signed. */
  uint64_t next();
  uint64_t mark() const { return mark_; }

 private:
  uint64_t used_;
  uint64_t mark_;
  Save save_;
  void* where_;
};

/* Keeps a stream at one frame in `everyMs`: how long to wait now. Does not try to catch up after a pause. */
class Pace {
 public:
  explicit Pace(uint32_t everyMs) : everyMs_(everyMs) {}
  uint32_t waitMs(uint64_t nowMs);

 private:
  uint32_t everyMs_;
  uint64_t dueMs_ = 0;
};

}  // namespace tatap
