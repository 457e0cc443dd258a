import { Refusal } from '../../shared/errors.ts';

export interface InOrder {
  /** @throws Refusal ATTEMPT_BROKEN for a number already seen, more than `ahead` numbers early, or after `end` */
  run<T>(seq: number, work: () => Promise<T>): Promise<T>;
  /** Refuses everything still waiting and everything that comes. */
  end(): void;
}

/** Lets numbered calls through one at a time and in order, however they arrive: HTTP may deliver frame 5 before frame 4. */
export function createInOrder(ahead = 8): InOrder {
  let next = 0;
  let ended = false;
  const known = new Map<number, () => void>();
  return {
    async run(seq, work) {
      if (ended || seq < next || seq > next + ahead || known.has(seq)) throw new Refusal('ATTEMPT_BROKEN', { why: 'order' });
      const turn = new Promise<void>((resolve) => known.set(seq, resolve));
      if (seq > next) await turn;
      try {
        if (ended) throw new Refusal('ATTEMPT_BROKEN', { why: 'order' });
        return await work();
      } finally {
        known.delete(seq);
        next = seq + 1;
        known.get(next)?.();
      }
    },
    end() {
      ended = true;
      for (const go of known.values()) go();
    },
  };
}
