/*
 * Loaded into the host with `node --import` by specs that need time to pass: a class that ends in an hour ends in a second. The wall clock is
 * ahead by the milliseconds that stand in the file TATAP_TEST_CLOCK; monotonic time is left alone. The product knows nothing of it.
 */
import { readFileSync } from 'node:fs';

const file = process.env.TATAP_TEST_CLOCK;
if (file) {
  const realNow = Date.now.bind(Date);
  let aheadMs = 0;
  let readAtMs = 0;
  const ahead = () => {
    if (realNow() - readAtMs > 50) {
      readAtMs = realNow();
      try {
        aheadMs = Number(readFileSync(file, 'utf8')) || 0;
      } catch {
        // Not written yet: no time has been skipped.
      }
    }
    return aheadMs;
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
