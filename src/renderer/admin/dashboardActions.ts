import type { Output } from '../../shared/contract.ts';
import { createLoader, type Loaded } from './loads.ts';
import type { Tools } from './store.ts';

export type DashboardView = Loaded<Output<'dashboard.today'>>;

export interface DashboardActions {
  loadDashboard(): Promise<void>;
}

export function createDashboardActions({ get, set, ask, onDrop }: Tools): DashboardActions {
  const today = createLoader<Output<'dashboard.today'>>({ read: () => ask('dashboard.today', {}), get: () => get().dashboard, put: (loaded) => set({ dashboard: loaded }) });
  onDrop(() => today.drop());
  return { loadDashboard: () => today.load() };
}
