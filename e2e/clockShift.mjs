/*
 * Loaded into the host with `node --import` by specs that need time to pass: a class that ends in an hour ends in a second. The wall clock is
 * ahead by the milliseconds that stand first in the file TATAP_TEST_CLOCK, monotonic time by those that stand second, if any. The product knows nothing of it.
 */
import { readFileSync } from 'node:fs';

const file = process.env.TATAP_TEST_CLOCK;
if (file) {
  const realNow = Date.now.bind(Date);
  const realPerformance = performance.now.bind(performance);
  let aheadMs = 0;
  let monotonicMs = 0;
  let readAtMs = 0;
  const ahead = () => {
    if (realNow() - readAtMs > 50) {
      readAtMs = realNow();
      try {
        const [wall, monotonic] = readFileSync(file, 'utf8').split(' ');
        aheadMs = Number(wall) || 0;
        monotonicMs = Number(monotonic) || 0;
      } catch {
        // Not written yet: no time has been skipped.
      }
    }
    return aheadMs;
  };
  performance.now = () => {
    ahead();
    return realPerformance() + monotonicMs;
  };
  const RealDate = Date;
  globalThis.Date = class extends RealDate {
    constructor(...given) {
      if (given.length === 0) super(realNow() + ahead());
      else super(...given);
    }
    static now() {
      return realNow() + ahead();
    }
  };
}
