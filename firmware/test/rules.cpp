/* Waits, lock-outs and numbers that are never given twice. */
#include "rules.h"

#include <set>

#include "check.h"

using namespace tatap;

IT("waits double, differ between cameras and never pass the longest") {
  Backoff steady(1000, 30000);
  for (const uint32_t wait : {1000u, 2000u, 4000u, 8000u, 16000u, 30000u, 30000u}) CHECK(steady.next(0) == wait);
  steady.reset();
  CHECK(steady.next(0) == 1000 && steady.tries() == 1);
  for (int round = 0; round < 1000; round++) {
    Backoff wild(1000, 30000);
    for (uint32_t tries = 0; tries < 100; tries++) {
      const uint32_t wait = wild.next(roll());
      CHECK(wait >= 1000 && wait <= 30000);
      if (tries == 0) CHECK(wait <= 1250);
    }
  }
}

IT("a board that keeps resetting sits still longer and longer, up to a minute") {
  const uint32_t expected[] = {0, 0, 0, 5000, 10000, 20000, 40000, 60000, 60000};
  for (uint32_t resets = 0; resets < 9; resets++) CHECK(startDelayMs(resets) == expected[resets]);
  CHECK(startDelayMs(UINT32_MAX) == 60000);
}

IT("the fifth wrong password locks for five minutes, each further one for twice as long, up to an hour") {
  LoginGuard guard(0, 0);
  uint64_t now = 1000;
  for (int i = 0; i < 4; i++) guard.failed(now);
  CHECK(!guard.locked(now));
  for (const uint64_t minutes : {5, 10, 20, 40, 60, 60}) {
    guard.failed(now);
    CHECK(guard.locked(now) && guard.lockedForMs(now) == minutes * 60000);
    now += minutes * 60000;
    CHECK(!guard.locked(now) && guard.lockedForMs(now) == 0);
  }
  guard.succeeded();
  CHECK(guard.failures() == 0 && !guard.locked(now));
}

IT("switching the camera off and on does not open a lock") {
  LoginGuard guard(7, 0);
  CHECK(guard.locked(0) && guard.lockedForMs(0) == 20 * 60000);
  CHECK(LoginGuard(UINT32_MAX, 0).lockedForMs(0) == 3600000);
  CHECK(!LoginGuard(4, 0).locked(0));
}

IT("five tries, then at most a few dozen a day") {
  LoginGuard guard(0, 0);
  int looked = 0;
  for (uint64_t now = 0; now < 24 * 3600000ull; now += 1000) {
    if (guard.locked(now)) continue;
    guard.failed(now);
    looked++;
  }
  CHECK(looked > 5 && looked < 35);
}

struct Store {
  uint64_t mark = 0;
  int writes = 0;
  bool works = true;
  static bool save(void* where, uint64_t mark) {
    Store* store = static_cast<Store*>(where);
    if (!store->works) return false;
    store->mark = mark;
    store->writes++;
    return true;
  }
};

IT("numbers rise and are never given twice, whenever the power goes") {
  Store store;
  uint64_t last = 0;
  for (int boot = 0; boot < 50; boot++) {
    Sequence sequence(store.mark, Store::save, &store);
    for (uint32_t i = roll() % 25000; i > 0; i--) {
      const uint64_t number = sequence.next();
      CHECK(number > last && number <= store.mark);
      last = number;
    }
  }
  CHECK(last > 100000);
}

IT("the mark is written once in ten thousand numbers") {
  Store store;
  Sequence sequence(0, Store::save, &store);
  for (int i = 0; i < 30000; i++) sequence.next();
  CHECK(store.writes == 3 && store.mark == 30000);
}

IT("no number is given that could not be written down first") {
  Store store;
  store.works = false;
  Sequence sequence(20000, Store::save, &store);
  CHECK(sequence.next() == 0 && sequence.next() == 0);
  store.works = true;
  CHECK(sequence.next() == 20001 && store.mark == 30000);
}

IT("the numbers end before a signed 64-bit column does") {
  Store store;
  Sequence sequence(Sequence::kLast - 2, Store::save, &store);
  CHECK(sequence.next() == Sequence::kLast - 1 && sequence.next() == Sequence::kLast);
  CHECK(sequence.next() == 0 && store.mark == Sequence::kLast);
}

IT("ten frames a second, and no burst after a pause") {
  Pace pace(100);
  uint64_t now = 5000;
  CHECK(pace.waitMs(now) == 0);
  CHECK(pace.waitMs(now + 30) == 70);
  CHECK(pace.waitMs(now + 110) == 0);
  CHECK(pace.waitMs(now + 150) == 50);
  CHECK(pace.waitMs(now + 5000) == 0);
  CHECK(pace.waitMs(now + 5001) == 99);
}
