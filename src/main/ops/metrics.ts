import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What is read at the moment of a scrape. Counts and times only: no label ever holds a name, a number of a person or an id. */
export interface Vitals {
  paymentsOpen: boolean;
  engineReady: boolean;
  /** Room cameras by state, switched-off ones too. */
  cameras: Readonly<Record<string, number>>;
  outbox: { queued: number; dead: number };
  /** `sound` null: not known. `checkedAtMs`: milliseconds since epoch. */
  chains: { sound: boolean | null; checkedAtMs: number | null; transfers: number; audit: number };
  /** Milliseconds since the newest backup; null: none. */
  backupAgeMs: number | null;
  /** Of the disk the data folder lies on; null where it cannot be told. */
  disk: { freeBytes: number; totalBytes: number } | null;
}

export interface Metrics {
  /** One call through the door: its method, and "ok" or the refusal's code. */
  called(method: string, result: string): void;
  /** One picture looked at by the vision worker, milliseconds from asking to answer. */
  looked(kind: 'kiosk' | 'stream', result: 'ok' | 'refused', ms: number): void;
  /** Somebody was checked in. */
  checkedIn(method: string, status: string): void;
  /** Prometheus text format 0.0.4. */
  text(vitals: Vitals): Promise<string>;
  close(): void;
}

/** A look of a person takes seconds, a picture of it tens of milliseconds. Seconds. */
const lookBuckets = [1, 2, 3, 5, 8, 13, 20, 30, 45];
const frameBuckets = [0.01, 0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2];
const nanosecondsPerSecond = 1e9;

/** Everything Tatap tells Prometheus. Made once per app; each has a registry of its own. `methods`: what the contract knows, so that no caller can make up a label. */
export function createMetrics(site: { version: string; host: string; methods: readonly string[]; now(): number }): Metrics {
  const register = new Registry();
  const registers = [register];
  const gauge = <L extends string = never>(name: string, help: string, labelNames: readonly L[] = []) => new Gauge({ name: `tatap_${name}`, help, labelNames, registers });
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[]) => new Counter({ name: `tatap_${name}`, help, labelNames, registers });

  gauge('info', 'Version and host of this kiosk.', ['version', 'host']).set({ version: site.version, host: site.host }, 1);
  const calls = counter('calls_total', 'Calls of the windows by method and result.', ['method', 'result']);
  const payments = counter('payments_total', 'Taps to pay by result: ok, or why it was refused.', ['result']);
  const looks = counter('looks_total', 'Looks at the camera to pay by result.', ['result']);
  const lookSeconds = new Histogram({ name: 'tatap_look_seconds', help: 'From the beginning of a look to the person recognised.', buckets: lookBuckets, registers });
  const frames = counter('vision_frames_total', 'Pictures given to the vision worker; kiosk: of a look or an enrolment, stream: of a check-in or a room camera.', ['kind', 'result']);
  const frameSeconds = new Histogram({ name: 'tatap_vision_frame_seconds', help: 'Time the vision worker took for one picture, waiting included.', labelNames: ['kind'], buckets: frameBuckets, registers });
  const checkins = counter('checkins_total', 'People checked in by the way they came and the status they got.', ['method', 'status']);
  const now = gaugesOf(gauge);
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  let lookBeganAtMs: number | null = null;

  function noteLook(method: string, result: string): void {
    if (method === 'attempts.begin') lookBeganAtMs = result === 'ok' ? performance.now() : null;
    // A frame that is refused ends its look; one that is not says nothing yet.
    if (method === 'attempts.frame' && result !== 'ok') looks.inc({ result });
    if (method !== 'attempts.submit') return;
    looks.inc({ result });
    if (result === 'ok' && lookBeganAtMs !== null) lookSeconds.observe((performance.now() - lookBeganAtMs) / 1000);
    lookBeganAtMs = null;
  }

  return {
    called(method, result) {
      const known = site.methods.includes(method) ? method : 'unknown';
      calls.inc({ method: known, result });
      if (known === 'payments.confirm') payments.inc({ result });
      noteLook(known, result);
    },
    looked(kind, result, ms) {
      frames.inc({ kind, result });
      if (result === 'ok') frameSeconds.observe({ kind }, ms / 1000);
    },
    checkedIn: (method, status) => checkins.inc({ method, status }),
    async text(vitals) {
      now.set(vitals, site.now());
      now.process({ lagMaxS: delay.max / nanosecondsPerSecond, lagMeanS: Number.isNaN(delay.mean) ? 0 : delay.mean / nanosecondsPerSecond });
      delay.reset();
      return register.metrics();
    },
    close: () => { delay.disable(); },
  };
}

type MakeGauge = <L extends string = never>(name: string, help: string, labelNames?: readonly L[]) => Gauge<L>;

function gaugesOf(gauge: MakeGauge) {
  const open = gauge('payments_open', '1 while payments are taken.');
  const engine = gauge('engine_ready', '1 while faces can be looked at.');
  const cameras = gauge('cameras', 'Room cameras by state.', ['state']);
  const outbox = gauge('outbox_messages', 'Messages that wait, and those given up.', ['state']);
  const sound = gauge('chain_sound', '1 if the last check found ledger and audit whole, 0 if not.');
  const checked = gauge('chain_checked_timestamp_seconds', 'When ledger and audit were last checked.');
  const rows = gauge('chain_rows', 'Rows of each chain.', ['chain']);
  const backup = gauge('backup_age_seconds', 'Since the newest backup; NaN where there is none.');
  const free = gauge('disk_free_bytes', 'Free on the disk of the data folder.');
  const size = gauge('disk_size_bytes', 'Size of the disk of the data folder.');
  const lag = gauge('event_loop_lag_seconds', 'How late the event loop was since the scrape before.', ['stat']);
  const rss = gauge('resident_memory_bytes', 'Resident memory of the host with its worker threads.');
  const started = gauge('process_start_time_seconds', 'When this process began.');
  return {
    set(vitals: Vitals, nowMs: number): void {
      open.set(Number(vitals.paymentsOpen));
      engine.set(Number(vitals.engineReady));
      for (const [state, count] of Object.entries(vitals.cameras)) cameras.set({ state }, count);
      outbox.set({ state: 'queued' }, vitals.outbox.queued);
      outbox.set({ state: 'dead' }, vitals.outbox.dead);
      sound.set(vitals.chains.sound === null ? Number.NaN : Number(vitals.chains.sound));
      checked.set(vitals.chains.checkedAtMs === null ? Number.NaN : vitals.chains.checkedAtMs / 1000);
      rows.set({ chain: 'transfers' }, vitals.chains.transfers);
      rows.set({ chain: 'audit' }, vitals.chains.audit);
      backup.set(vitals.backupAgeMs === null ? Number.NaN : vitals.backupAgeMs / 1000);
      free.set(vitals.disk?.freeBytes ?? Number.NaN);
      size.set(vitals.disk?.totalBytes ?? Number.NaN);
      started.set(Math.round(nowMs / 1000 - process.uptime()));
    },
    process({ lagMaxS, lagMeanS }: { lagMaxS: number; lagMeanS: number }): void {
      lag.set({ stat: 'max' }, lagMaxS);
      lag.set({ stat: 'mean' }, lagMeanS);
      rss.set(process.memoryUsage.rss());
    },
  };
}
