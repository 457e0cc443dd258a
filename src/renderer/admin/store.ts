import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Bridge, Input, Method, Output, SiteStatus } from '../../shared/contract.ts';
import type { Result } from '../../shared/errors.ts';
import { createActivityActions, emptyActivity, type ActivityActions, type ActivityView } from './activityActions.ts';
import { createBackupActions, type BackupActions, type BackupFilesView, type BackupsView } from './backupActions.ts';
import { createCameraActions, emptyCameras, type CameraActions, type CamerasView } from './cameraActions.ts';
import { createCourseActions, type CourseActions, type CourseView } from './courseActions.ts';
import { createCoursesActions, emptyCourses, type CoursesActions, type CoursesView } from './coursesActions.ts';
import { createDashboardActions, type DashboardActions, type DashboardView } from './dashboardActions.ts';
import { createNotificationActions, type NotificationActions, type NotificationsView } from './notificationActions.ts';
import { createExportActions, saveByLink, type ExportActions, type Exporting } from './exportActions.ts';
import { createExcuseActions, emptyExcuses, type ExcuseActions, type ExcusesView } from './excuseActions.ts';
import { createFaceActions, type FaceActions, type FaceErasure } from './faceActions.ts';
import { createFaceRequestActions, type FaceRequest, type FaceRequestActions } from './faceRequestActions.ts';
import { createHistoryActions, emptyHistory, type HistoryActions, type HistoryView } from './historyActions.ts';
import { createImportActions, emptyImports, type ImportActions, type ImportsView } from './importActions.ts';
import { createLedgerActions, emptyLedger, type LedgerActions, type LedgerView } from './ledgerActions.ts';
import { notLoaded } from './loads.ts';
import { createOperationActions, type OperationActions, type OperationView } from './operationActions.ts';
import { createPeopleActions, emptyPeople, type PeopleActions, type PeopleView } from './peopleActions.ts';
import { createPersonActions, type PersonActions } from './personActions.ts';
import { createPhotoActions, type PhotoActions, type PhotoFlow } from './photoActions.ts';
import { createPlacesActions, emptyPlaces, type PlacesActions, type PlacesView } from './placesActions.ts';
import { createReauthentication, type Reauth, type ReauthActions } from './reauthActions.ts';
import { createReportActions, emptyReports, type ReportActions, type ReportsView } from './reportActions.ts';
import { createSessionActions, type Page, type SessionActions } from './sessionActions.ts';
import { createStaffAccountActions, type AccountsView, type OwnAccountView, type StaffAccountActions } from './staffAccountActions.ts';
import { createStaffActions, type SettingsView, type StaffActions, type StaffView } from './staffActions.ts';
import { createStatsActions, emptyStats, type StatsActions, type StatsView } from './statsActions.ts';
import { createTodayActions, emptyToday, type TodayActions, type TodayView } from './todayActions.ts';
import { createTopUpActions, type TopUp, type TopUpActions } from './topUpActions.ts';
import { createViewActions, emptyShelves, type ShelvesView, type ViewActions } from './viewActions.ts';

export interface AdminNeeds {
  bridge: Bridge;
  /** Milliseconds since epoch. */
  now(): number;
  /** A fresh UUID: idempotency keys. */
  newId(): string;
}

/** What the admin window shows. `page` says which page; the rest is what the pages draw. */
export interface AdminView {
  status: SiteStatus | null;
  page: Page;
  people: PeopleView;
  ledger: LedgerView;
  activity: ActivityView;
  /** Saved views of the lists. */
  shelves: ShelvesView;
  topUp: TopUp;
  faceErasure: FaceErasure;
  /** The person whose enrolment at the kiosk is followed, if any. */
  faceRequest: FaceRequest | null;
  photos: PhotoFlow;
  exporting: Exporting;
  reauth: Reauth;
  today: TodayView;
  history: HistoryView;
  stats: StatsView;
  cameras: CamerasView;
  courses: CoursesView;
  /** The course whose page is open, if any. */
  course: CourseView | null;
  places: PlacesView;
  excuses: ExcusesView;
  imports: ImportsView;
  reports: ReportsView;
  dashboard: DashboardView;
  notifications: NotificationsView;
  backups: BackupsView;
  backupFiles: BackupFilesView;
  staff: StaffView;
  accounts: AccountsView;
  ownAccount: OwnAccountView;
  settings: SettingsView;
  operation: OperationView;
  /** Seconds until the idle lock, while it is near; null otherwise. */
  idleLeftS: number | null;
}

export type AdminState =
  & AdminView
  & ActivityActions
  & ViewActions
  & ExportActions
  & SessionActions
  & ReportActions
  & DashboardActions
  & NotificationActions
  & OperationActions
  & BackupActions
  & PeopleActions
  & PersonActions
  & LedgerActions
  & TopUpActions
  & FaceActions
  & FaceRequestActions
  & PhotoActions
  & ReauthActions
  & CoursesActions
  & CourseActions
  & PlacesActions
  & ExcuseActions
  & ImportActions
  & StaffActions
  & StaffAccountActions
  & TodayActions
  & HistoryActions
  & StatsActions
  & CameraActions;
export type AdminStore = StoreApi<AdminState>;

/** What every group of actions works with. */
export interface Tools {
  get(): AdminState;
  set(patch: Partial<AdminView>): void;
  /** Calls main. A session that is over leads to the login page, whichever call found out. Never throws. */
  ask<M extends Method>(method: M, input: Input<M>): Promise<Result<Output<M>>>;
  /** When a call that counts as activity for main's idle lock was last made; milliseconds since epoch. */
  lastAskAtMs(): number;
  now(): number;
  newId(): string;
  /** Says what to do with answers on their way when the session they belong to ends: they are no longer wanted. */
  onDrop(stop: () => void): void;
  drop(): void;
}

/** Everything a session has read is forgotten when it ends: the next person at this desk may not be allowed to see it. */
export function forgotten(): Omit<AdminView, 'status' | 'page'> {
  return {
    people: emptyPeople, ledger: emptyLedger, activity: emptyActivity, shelves: emptyShelves, topUp: { at: 'closed' }, faceErasure: { at: 'closed' }, faceRequest: null, photos: { at: 'closed' }, exporting: { at: 'closed' }, reauth: { at: 'closed' }, idleLeftS: null,
    reports: emptyReports, dashboard: notLoaded, notifications: notLoaded, backups: notLoaded, backupFiles: notLoaded, today: emptyToday, history: emptyHistory, stats: emptyStats, cameras: emptyCameras,
    courses: emptyCourses, course: null, places: emptyPlaces, excuses: emptyExcuses, imports: emptyImports, staff: notLoaded, accounts: notLoaded, ownAccount: notLoaded, settings: notLoaded, operation: notLoaded,
  };
}

/** These do not hold the session open. */
const passive: readonly Method[] = ['staff.me', 'site.status'];

export function createAdminStore({ bridge, now, newId }: AdminNeeds): AdminStore {
  return createStore<AdminState>()((set, get) => {
    let askedAtMs = now();
    const stops: (() => void)[] = [];

    const reauthentication = createReauthentication((reauth) => set({ reauth }));

    async function ask<M extends Method>(method: M, input: Input<M>): Promise<Result<Output<M>>> {
      return reauthentication.through(() => askOnce(method, input));
    }

    async function askOnce<M extends Method>(method: M, input: Input<M>): Promise<Result<Output<M>>> {
      if (!passive.includes(method)) askedAtMs = now();
      let answer: Result<Output<M>>;
      try {
        answer = await bridge.call(method, input);
      } catch {
        // A bridge that cannot reach main at all (window closing, host gone).
        return { ok: false, code: 'HOST_UNREACHABLE', data: {} };
      }
      if (!answer.ok && answer.code === 'SESSION_EXPIRED') get().sessionEnded();
      return answer;
    }

    const tools: Tools = { get, set, ask, now, newId, lastAskAtMs: () => askedAtMs, onDrop: (stop) => stops.push(stop), drop: () => stops.forEach((stop) => stop()) };
    return {
      status: null,
      page: { at: 'starting' },
      ...forgotten(),
      ...createPeopleActions(tools),
      ...createPersonActions(tools),
      ...createLedgerActions(tools),
      ...createActivityActions(tools),
      ...createViewActions(tools),
      ...createTopUpActions(tools),
      ...createFaceActions(tools),
      ...createFaceRequestActions(tools),
      ...createPhotoActions(tools),
      ...createExportActions(tools, bridge, saveByLink),
      ...createTodayActions(tools),
      ...createHistoryActions(tools),
      ...createStatsActions(tools),
      ...createCameraActions(tools),
      ...createCoursesActions(tools),
      ...createCourseActions(tools),
      ...createPlacesActions(tools),
      ...createExcuseActions(tools),
      ...createImportActions(tools),
      ...createReportActions(tools),
      ...createDashboardActions(tools),
      ...createNotificationActions(tools),
      ...createBackupActions(tools),
      ...createStaffActions(tools),
      ...createOperationActions(tools),
      ...createStaffAccountActions(tools),
      ...reauthentication.actions(tools),
      ...createSessionActions(tools, bridge),
    };
  });
}
