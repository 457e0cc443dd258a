import { useEffect, type ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import type { StaffMember } from '../../shared/contract.ts';
import { useDesk } from './desk.ts';
import type { Room } from './nav.ts';
import { AccountPage } from './pages/AccountPage.tsx';
import { ActivityPage } from './pages/ActivityPage.tsx';
import { BackupsPage } from './pages/BackupsPage.tsx';
import { CalendarPage } from './pages/CalendarPage.tsx';
import { CamerasPage } from './pages/CamerasPage.tsx';
import { DashboardPage } from './pages/DashboardPage.tsx';
import { NotificationsPage } from './pages/NotificationsPage.tsx';
import { CoursesPage } from './pages/CoursesPage.tsx';
import { ExcusesPage } from './pages/ExcusesPage.tsx';
import { HistoryPage } from './pages/HistoryPage.tsx';
import { ImportsPage } from './pages/ImportsPage.tsx';
import { LoginPage } from './pages/LoginPage.tsx';
import { OperationPage } from './pages/OperationPage.tsx';
import { PeoplePage } from './pages/PeoplePage.tsx';
import { ReportsPage } from './pages/ReportsPage.tsx';
import { SettingsPage } from './pages/SettingsPage.tsx';
import { SetupPage } from './pages/SetupPage.tsx';
import { StaffPage } from './pages/StaffPage.tsx';
import { StatsPage } from './pages/StatsPage.tsx';
import { TodayPage } from './pages/TodayPage.tsx';
import { TransactionsPage } from './pages/TransactionsPage.tsx';
import { UnreachablePage } from './pages/UnreachablePage.tsx';
import { Desk } from './parts/Desk.tsx';
import { Gate } from './parts/Gate.tsx';

/** How each page behind the login is drawn. */
const views: Record<Room, ComponentType<{ me: StaffMember }>> = {
  dashboard: DashboardPage,
  notifications: NotificationsPage,
  backups: BackupsPage,
  today: TodayPage,
  history: HistoryPage,
  stats: StatsPage,
  courses: CoursesPage,
  excuses: ExcusesPage,
  people: PeoplePage,
  transactions: TransactionsPage,
  reports: ReportsPage,
  cameras: CamerasPage,
  calendar: CalendarPage,
  imports: ImportsPage,
  staff: StaffPage,
  activity: ActivityPage,
  settings: SettingsPage,
  operation: OperationPage,
  account: AccountPage,
};

/** Draws the one page there is. */
export function App() {
  const page = useDesk((state) => state.page);
  const { t, i18n } = useTranslation('admin');
  useEffect(() => {
    document.title = t('windowTitle');
  }, [t, i18n.language]);

  switch (page.at) {
    case 'starting': return <Gate><p role="status">{t('starting')}</p></Gate>;
    case 'unreachable': return <UnreachablePage page={page} />;
    case 'setup': return <SetupPage page={page} />;
    case 'login': return <LoginPage page={page} />;
    default: {
      const View = views[page.at];
      return <Desk at={page.at} me={page.me}><View me={page.me} /></Desk>;
    }
  }
}
