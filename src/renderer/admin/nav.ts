import { Archive, BellRing, BookOpen, CalendarCheck, CalendarOff, ChartColumn, CircleUserRound, ClipboardPen, Cctv, FileChartColumn, FileUp, History, LayoutDashboard, ReceiptText, ScrollText, ServerCog, Settings2, UserRoundCog, Users, type LucideIcon } from 'lucide-react';
import type { StaffMember, StaffRole } from '../../shared/contract.ts';
import type { AdminState } from './store.ts';

/*
 * The pages behind the login, in the order of the navigation. One more takes three lines, and does not compile until all are there:
 *   1. its name in `roomNames` and its line in `rooms` here: icon, group, who may see it, and the action that reads what it shows;
 *   2. its component in `views` of App.tsx (a file in pages/, which gets `me`);
 *   3. its label, `nav.<name>`, in i18n/id/admin.json and i18n/en/admin.json.
 * What it shows is a view of the store: a file like staffActions.ts, spread in createAdminStore and named in `forgotten()` (store.ts).
 */

export const roomNames = ['dashboard', 'today', 'history', 'stats', 'courses', 'excuses', 'people', 'transactions', 'reports', 'cameras', 'notifications', 'backups', 'calendar', 'imports', 'staff', 'activity', 'settings', 'operation', 'account'] as const;
export type Room = (typeof roomNames)[number];

/** Headings of the navigation. */
export const roomGroups = ['overview', 'attendance', 'people', 'site'] as const;

interface RoomEntry {
  icon: LucideIcon;
  /** Null: not in the navigation, but where somebody's name stands. */
  group: (typeof roomGroups)[number] | null;
  /** Main decides on every call; this only leaves out what would be refused. */
  roles: readonly StaffRole[];
  /** Reads what the page shows: when it is entered, and again when main tells of a change. */
  load(state: AdminState): Promise<void>;
}

const money: readonly StaffRole[] = ['owner', 'admin', 'cashier'];
const management: readonly StaffRole[] = ['owner', 'admin'];
const teaching: readonly StaffRole[] = ['owner', 'admin', 'teacher'];

export const rooms: Record<Room, RoomEntry> = {
  dashboard: { icon: LayoutDashboard, group: 'overview', roles: ['owner', 'admin', 'teacher', 'cashier'], load: (state) => state.loadDashboard() },
  today: { icon: CalendarCheck, group: 'attendance', roles: teaching, load: (state) => state.loadToday() },
  history: { icon: History, group: 'attendance', roles: teaching, load: (state) => state.loadHistory() },
  stats: { icon: ChartColumn, group: 'attendance', roles: teaching, load: (state) => state.loadStats() },
  courses: { icon: BookOpen, group: 'attendance', roles: teaching, load: (state) => state.loadCourses() },
  excuses: { icon: ClipboardPen, group: 'attendance', roles: teaching, load: (state) => state.loadExcuses() },
  people: { icon: Users, group: 'people', roles: money, load: (state) => state.loadPeople() },
  transactions: { icon: ReceiptText, group: 'people', roles: money, load: (state) => state.loadLedger() },
  reports: { icon: FileChartColumn, group: 'people', roles: ['owner', 'admin', 'teacher', 'cashier'], load: (state) => state.loadReports() },
  cameras: { icon: Cctv, group: 'site', roles: management, load: (state) => state.loadCameras() },
  notifications: { icon: BellRing, group: 'site', roles: management, load: (state) => state.loadNotifications() },
  backups: { icon: Archive, group: 'site', roles: management, load: (state) => state.loadBackups() },
  calendar: { icon: CalendarOff, group: 'site', roles: management, load: (state) => state.loadCalendar() },
  imports: { icon: FileUp, group: 'site', roles: management, load: (state) => state.loadImports() },
  staff: { icon: UserRoundCog, group: 'site', roles: management, load: (state) => state.loadAccounts() },
  activity: { icon: ScrollText, group: 'site', roles: management, load: (state) => state.loadActivity() },
  settings: { icon: Settings2, group: 'site', roles: management, load: (state) => state.loadSettings() },
  operation: { icon: ServerCog, group: 'site', roles: management, load: (state) => state.loadOperation() },
  account: { icon: CircleUserRound, group: null, roles: ['owner', 'admin', 'teacher', 'cashier'], load: (state) => state.loadOwnAccount() },
};

export const mayEnter = ({ role }: StaffMember, room: Room): boolean => rooms[room].roles.includes(role);

/** Where each role begins: with what it came for. */
const homes: Record<StaffRole, Room> = { owner: 'dashboard', admin: 'dashboard', cashier: 'people', teacher: 'today' };

export const homeOf = ({ role }: StaffMember): Room => homes[role];
