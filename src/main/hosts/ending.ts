/* How a host ends, and who brings it back. */

/** `quit`: for good. `restart`: at once again. `crash`: a bug nobody caught; again, later each time. */
export type Ending = 'quit' | 'restart' | 'crash';

/**
 * Exit codes for whoever started the host (`scripts/start.mjs`, a service manager): EX_TEMPFAIL and EX_SOFTWARE of sysexits.h. Neither is 0, so
 * systemd's `Restart=on-failure` starts it again.
 */
export const exitCodes: Record<Ending, number> = { quit: 0, restart: 75, crash: 70 };

/** Whoever sets this to 1 looks at the exit code and starts the host again. Without it the host starts its successor itself. */
export const supervisedVariable = 'TATAP_SUPERVISED';

/** Closing takes this long at most when something is already wrong. SQLite needs no closing to be sound. */
export const closeWithinMs = 8_000;

export interface LastWordsNeeds {
  /** Writes it down. */
  note(error: unknown): void;
  /** Closes ledger and log. */
  close(): Promise<void>;
  end(how: Ending): void;
}

/**
 * An error nobody caught leaves nobody knows what half done: it is written down, the ledger closed, and the program ends to be started again.
 * Returns the function that stops listening.
 */
export function endOnFatal({ note, close, end }: LastWordsNeeds): () => void {
  let ending = false;
  const fatal = (error: unknown): void => {
    note(error);
    // What falls while everything is being closed changes nothing any more.
    if (ending) return;
    ending = true;
    const hurry = setTimeout(() => { end('crash'); }, closeWithinMs);
    void close().catch(note).finally(() => {
      clearTimeout(hurry);
      end('crash');
    });
  };
  process.on('uncaughtException', fatal);
  process.on('unhandledRejection', fatal);
  return () => {
    process.off('uncaughtException', fatal);
    process.off('unhandledRejection', fatal);
  };
}

const crashesVariable = 'TATAP_CRASHES';
const soundAfterS = 5 * 60;

/** How long to wait before this program is started again, milliseconds: at once, and after crashes in a row 1, 2, 4 ... 60 s. Counts on in the environment, which the next one inherits. */
export function comesBackAfterMs(how: Ending, { env = process.env, uptimeS = process.uptime() } = {}): number {
  const before = uptimeS > soundAfterS ? 0 : Number(env[crashesVariable] ?? 0) || 0;
  env[crashesVariable] = how === 'crash' ? String(before + 1) : '0';
  return how === 'crash' ? Math.min(60_000, 1_000 * 2 ** Math.min(before, 10)) : 0;
}
