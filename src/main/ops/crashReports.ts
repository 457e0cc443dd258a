import type { ErrorEvent, NodeClient } from '@sentry/node';

/** What a report may say beside the error itself. */
export interface CrashSite { version: string; host: string }

export interface CrashReports {
  /** A bug: `where` is a method of the contract, or a word of ours. Never waits, never throws. */
  report(error: unknown, where: string): void;
  /** Sends what is on its way, two seconds at most. */
  close(): Promise<void>;
}

export const noReports: CrashReports = { report: () => {}, close: async () => {} };
const sendWithinMs = 2_000;

/**
 * Bugs to a Sentry of the operator's choice. Of an error go its class, its code and where in the program it happened - never its message, which may quote what somebody typed, and
 * nothing of the machine, the network, the calls before it or the people. Loaded only where it is asked for.
 * @throws Error for an address that is no DSN
 */
export async function createCrashReports(dsn: string, { version, host }: CrashSite): Promise<CrashReports> {
  const sentry = await import('@sentry/node');
  const client: NodeClient = new sentry.NodeClient({
    dsn, release: `tatap@${version}`, environment: host,
    transport: sentry.makeNodeTransport, stackParser: sentry.defaultStackParser,
    // No instrumentation, no breadcrumbs, no look around: a client of its own that knows only what it is handed.
    integrations: [], includeServerName: false, sendClientReports: false,
    beforeSend: (event) => scrubbed(event),
  });
  if (!client.getDsn()) throw new Error('the address of the crash reports is no DSN');
  client.init();
  return {
    report(error, where) {
      const scope = new sentry.Scope();
      scope.setTag('where', where);
      scope.setTag('code', codeOf(error));
      client.captureException(error, undefined, scope);
    },
    close: async () => void (await client.close(sendWithinMs)),
  };
}

/** "SQLITE_FULL", "ENOSPC", "INTERNAL": a word of a program, never a text. */
function codeOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  return /^[A-Z][A-Z0-9_]{1,40}$/.test(code) ? code : '';
}

/** A new event of what may leave, and nothing that anybody added to the old one. */
export function scrubbed({ event_id, timestamp, level, release, environment, tags, exception, sdk }: ErrorEvent): ErrorEvent {
  return {
    type: undefined, platform: 'node',
    ...(event_id && { event_id }), ...(timestamp && { timestamp }), ...(level && { level }), ...(release && { release }), ...(environment && { environment }),
    ...(sdk?.name && { sdk: { name: sdk.name, ...(sdk.version && { version: sdk.version }) } }),
    tags: { where: wordOf(tags?.where), code: wordOf(tags?.code) },
    exception: { values: (exception?.values ?? []).map(({ type, stacktrace }) => ({
      type: wordOf(type), value: '',
      stacktrace: { frames: (stacktrace?.frames ?? []).map((frame) => ({
        ...(frame.function && { function: frame.function.slice(0, 100) }), filename: placeOf(frame.filename ?? ''), ...(frame.lineno && { lineno: frame.lineno }), ...(frame.colno && { colno: frame.colno }), in_app: frame.in_app ?? false,
      })) },
    })) },
  };
}

/** A name of a class, a method or a code; anything else is no word of the program's and stays here. */
function wordOf(value: unknown): string {
  return typeof value === 'string' && /^[A-Za-z][A-Za-z0-9_.]{0,60}$/.test(value) ? value : '';
}

/** The file within the program: the folder it lies in may carry somebody's name. */
function placeOf(filename: string): string {
  if (filename.startsWith('node:')) return filename;
  const inside = /(?:^|[/\\])((?:node_modules|dist|src)[/\\].*)$/.exec(filename)?.[1];
  return (inside ?? filename.split(/[/\\]/).at(-1) ?? '').slice(0, 200);
}
