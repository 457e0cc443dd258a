import type { Bridge, Input, StaffMember } from '../../shared/contract.ts';
import type { Failure } from './lists.ts';
import { failureOf } from './loads.ts';
import { homeOf, mayEnter, rooms, type Room } from './nav.ts';
import { forgotten, type Tools } from './store.ts';

/** Why the login page is shown, when that needs a word. */
export type LoginNotice = 'idle' | 'ended' | 'loggedOut' | 'setupDone';

/** The pages of the admin window; one is shown. Those behind the login carry who is logged in. */
export type Page =
  | { at: 'starting' }
  | { at: 'unreachable'; failure: Failure }
  | { at: 'setup'; busy: boolean; failure: Failure | null }
  | { at: 'login'; notice: LoginNotice | null; busy: boolean; failure: Failure | null }
  | { at: Room; me: StaffMember };

export interface SessionActions {
  /** Finds out where this window stands: first run, login, or already logged in. */
  start(): Promise<void>;
  firstRun(answers: Input<'setup.firstRun'>): Promise<void>;
  /** `code`: from the phone, or a recovery code. */
  login(username: string, password: string, code?: string): Promise<void>;
  /** Null when the one-time code became that password; nobody is logged in by it. */
  redeem(input: Input<'staff.redeem'>): Promise<Failure | null>;
  logout(notice?: LoginNotice): Promise<void>;
  /** Main says this window's session is over. */
  sessionEnded(): void;
  goTo(room: Room): void;
  /** Reads what is on screen again. */
  refresh(): Promise<void>;
  /** A key or pointer was used: the person is there. */
  touch(): void;
  /** Once a second: warns before the idle lock, locks, and tells main that a person busy on this page is still there. */
  tick(): void;
  /** Follows main's events until the returned function is called. */
  listen(): () => void;
}

/** The countdown is shown for this long before the lock, so that a person reading can stay with one key press. */
const warnForMs = 30_000;
/** Several postings in a row (a queue at the counter) cost one reading. */
const refreshAfterMs = 250;
/** The page that says main cannot be reached promises to keep trying. */
const tryAgainAfterMs = 3_000;

export const staffOn = (page: Page): StaffMember | null => ('me' in page ? page.me : null);
/** Money is not a teacher's to see or move. */
export const handlesMoney = (staff: StaffMember): boolean => staff.role !== 'teacher';
/** Who may erase a face, and change the register; main decides, this only leaves the buttons out. */
export const managesPeople = ({ role }: StaffMember): boolean => role === 'owner' || role === 'admin';

export function createSessionActions(tools: Tools, bridge: Bridge): SessionActions {
  const { get, set, ask, now } = tools;
  let touchedAtMs = now();
  let triedAtMs = now();

  function showLogin(notice: LoginNotice | null, failure: Failure | null = null): void {
    tools.drop();
    set({ page: { at: 'login', notice, busy: false, failure }, ...forgotten() });
  }

  function show(room: Room, me: StaffMember): void {
    set({ page: { at: room, me } });
    void rooms[room].load(get());
  }

  function enter(me: StaffMember): void {
    touchedAtMs = now();
    get().dropUnansweredOf(me.staffId);
    show(homeOf(me), me);
  }

  async function readStatus(): Promise<void> {
    const answer = await ask('site.status', {});
    if (!answer.ok) {
      if (get().status === null) set({ page: { at: 'unreachable', failure: { code: answer.code, data: answer.data } } });
      return;
    }
    set({ status: answer.value });
    // Somebody finished the set-up in another window.
    if (answer.value.setupDone && get().page.at === 'setup') showLogin('setupDone');
  }

  async function signIn(username: string, password: string, notice: LoginNotice | null, code?: string): Promise<void> {
    set({ page: { at: 'login', notice, busy: true, failure: null } });
    const answer = await ask('staff.login', { username, password, code });
    if (answer.ok) enter(answer.value);
    else showLogin(notice, { code: answer.code, data: answer.data });
  }

  return {
    async start() {
      triedAtMs = now();
      if (get().page.at !== 'unreachable') set({ page: { at: 'starting' } });
      await readStatus();
      const { status } = get();
      if (status === null) return;
      if (!status.setupDone) return set({ page: { at: 'setup', busy: false, failure: null } });
      const answer = await ask('staff.me', {});
      if (answer.ok) enter(answer.value);
      else showLogin(null);
    },

    async firstRun(answers) {
      set({ page: { at: 'setup', busy: true, failure: null } });
      const made = await ask('setup.firstRun', answers);
      if (!made.ok && made.code === 'SETUP_DONE') return showLogin('setupDone');
      if (!made.ok) return set({ page: { at: 'setup', busy: false, failure: { code: made.code, data: made.data } } });
      // From here on the set-up is done; the status that says so must not be mistaken for another window's doing.
      set({ page: { at: 'login', notice: 'setupDone', busy: true, failure: null } });
      await readStatus();
      const me = await ask('staff.me', {});
      if (me.ok) return enter(me.value);
      await signIn(answers.username, answers.password, 'setupDone');
    },

    login: (username, password, code) => signIn(username, password, null, code),

    redeem: async (input) => failureOf(await ask('staff.redeem', input)),

    async logout(notice = 'loggedOut') {
      showLogin(notice);
      await ask('staff.logout', {});
    },

    sessionEnded() {
      if (staffOn(get().page)) showLogin('ended');
    },

    goTo(room) {
      const me = staffOn(get().page);
      if (!me || !mayEnter(me, room)) return;
      // The name of the section leads from one course back to all of them.
      if (get().page.at === room) return room === 'courses' && get().course ? get().closeCourse() : undefined;
      show(room, me);
    },

    async refresh() {
      const { page } = get();
      if ('me' in page) await rooms[page.at].load(get());
    },

    touch() {
      touchedAtMs = now();
      if (get().idleLeftS !== null) set({ idleLeftS: null });
    },

    tick() {
      const { page, idleLeftS } = get();
      if (page.at === 'unreachable' && now() - triedAtMs >= tryAgainAfterMs) return void get().start();
      const me = staffOn(page);
      if (!me) return;
      const leftMs = touchedAtMs + me.idleAfterMs - now();
      if (leftMs <= 0) return void get().logout('idle');
      const left = leftMs <= warnForMs ? Math.ceil(leftMs / 1000) : null;
      if (left !== idleLeftS) set({ idleLeftS: left });
      get().tickFaceRequest();
      // Main counts calls, not keys: somebody filling in a form is told of, well before main would close the session.
      const quietMs = now() - tools.lastAskAtMs();
      if (touchedAtMs > tools.lastAskAtMs() && quietMs > me.idleAfterMs / 3) void get().refresh();
    },

    listen() {
      let timer: ReturnType<typeof setTimeout> | null = null;
      const refreshSoon = () => {
        timer ??= setTimeout(() => {
          timer = null;
          void get().refresh();
        }, refreshAfterMs);
      };
      const stops = [
        bridge.on('site.changed', () => void readStatus()),
        bridge.on('notifications.changed', () => (get().page.at === 'dashboard' || get().page.at === 'notifications') && refreshSoon()),
        bridge.on('activity.changed', () => get().page.at === 'activity' && refreshSoon()),
        bridge.on('staff.changed', () => (get().page.at === 'staff' || get().page.at === 'account') && refreshSoon()),
        bridge.on('backups.changed', () => (get().page.at === 'backups' || get().page.at === 'dashboard') && refreshSoon()),
        bridge.on('session.ended', () => get().sessionEnded()),
        bridge.on('ledger.posted', refreshSoon),
        bridge.on('people.changed', refreshSoon),
        bridge.on('register.changed', refreshSoon),
        bridge.on('attendance.changed', ({ sessionId }) => (get().page.at === 'dashboard' || get().concerns(sessionId)) && refreshSoon()),
        bridge.on('cameras.changed', refreshSoon),
        bridge.on('enrolments.requestChanged', () => get().faceRequestChanged()),
      ];
      return () => {
        if (timer) clearTimeout(timer);
        for (const stop of stops) stop();
      };
    },
  };
}
