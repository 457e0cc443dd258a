/* Loaded into the host by the soak (`--import`): writes how long its event loop stood still, one JSON line a stall, into TATAP_SOAK_STALLS. */
import { appendFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const everyMs = 20;
const stallMs = 200;
const file = process.env.TATAP_SOAK_STALLS;
if (isMainThread && file) {
  let last = performance.now();
  setInterval(() => {
    const now = performance.now();
    const lateMs = now - last - everyMs;
    last = now;
    if (lateMs > stallMs) appendFileSync(file, `${JSON.stringify({ atMs: Date.now(), ms: Math.round(lateMs) })}\n`);
  }, everyMs).unref();
}
