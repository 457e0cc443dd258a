/*
 * Sends things to main in order with a few under way at once. Nothing piles up: when main is slow, what may be left out is left out.
 */

export interface PumpNeeds<F, P, A> {
  /** May run ahead of its turn (encoding). */
  prepare(item: F): Promise<P>;
  /** Called strictly in the order of `seq` 0, 1, 2 ... without gaps. */
  send(prepared: P, seq: number): Promise<A>;
  /** Answers in the order of `seq`; one that comes after a newer one is left out. */
  onAnswer(answer: A): void;
  /** The first failure of `prepare` or `send`; nothing is sent after it. Told even when the pump was stopped meanwhile. */
  onFailure(error: unknown): void;
  /** An item is no longer needed, sent or not. */
  release(item: F): void;
  mostInFlight: number;
  /** Waiting items before one is left out. */
  mostWaiting: number;
  /** Whether an item that still waits says nothing any more now that `newest` is there; it is left out, even one that must not be missed. */
  isStale?(item: F, newest: F): boolean;
}

export interface Pump<F> {
  /** `must`: rather leave out a waiting item that may be missed. */
  offer(item: F, must: boolean): void;
  /** Drops what waits; resolves when nothing is under way. */
  stop(): Promise<void>;
}

interface Waiting<F> { item: F; must: boolean }

export function createPump<F, P, A>(needs: PumpNeeds<F, P, A>): Pump<F> {
  const waiting: Waiting<F>[] = [];
  const underWay = new Set<Promise<void>>();
  let nextSeq = 0;
  let newestAnswer = -1;
  let stopped = false;
  let failed = false;
  /** Settles when the newest item has been handed to `send`. */
  let handedOver: Promise<unknown> = Promise.resolve();

  function fail(error: unknown): void {
    drop();
    if (failed) return;
    failed = true;
    needs.onFailure(error);
  }

  function drop(): void {
    stopped = true;
    for (const { item } of waiting.splice(0)) needs.release(item);
  }

  /** They wait in the order they were taken: the oldest first. */
  function dropStale(newest: F): void {
    const fresh = waiting.findIndex(({ item }) => !needs.isStale?.(item, newest));
    for (const { item } of waiting.splice(0, fresh < 0 ? waiting.length : fresh)) needs.release(item);
  }

  async function deliver(item: F, seq: number, before: Promise<unknown>, hand: () => void): Promise<void> {
    try {
      const prepared = await needs.prepare(item).finally(() => needs.release(item));
      await before;
      if (stopped) return;
      const answering = needs.send(prepared, seq);
      hand();
      const answer = await answering;
      if (seq > newestAnswer) { newestAnswer = seq; if (!stopped) needs.onAnswer(answer); }
    } catch (error) {
      fail(error);
    } finally {
      hand();
    }
  }

  function run(): void {
    while (!stopped && underWay.size < needs.mostInFlight) {
      const next = waiting.shift();
      if (!next) return;
      const before = handedOver;
      const handing = Promise.withResolvers<void>();
      handedOver = handing.promise;
      const delivery = deliver(next.item, nextSeq, before, handing.resolve).then(() => { underWay.delete(delivery); run(); });
      nextSeq += 1;
      underWay.add(delivery);
    }
  }

  return {
    offer(item, must) {
      if (stopped) { needs.release(item); return; }
      dropStale(item);
      if (waiting.length >= needs.mostWaiting) {
        const spare = waiting.findIndex((other) => !other.must);
        if (!must || spare < 0) { needs.release(item); return; }
        for (const { item: missed } of waiting.splice(spare, 1)) needs.release(missed);
      }
      waiting.push({ item, must });
      run();
    },
    async stop() {
      drop();
      await Promise.all(underWay);
    },
  };
}
