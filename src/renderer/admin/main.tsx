import '../ui/base.css';
import './admin.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { bridge } from '../bridge.ts';
import { setLanguage, startI18n } from '../i18n/i18n.ts';
import { App } from './App.tsx';
import { DeskContext } from './desk.ts';
import { applyAppearance } from '../ui/appearance.ts';
import { applyTheme, storedAppearance, storedLanguage, storedTheme } from './preferences.ts';
import { createAdminStore } from './store.ts';

const language = storedLanguage() ?? 'id';
startI18n(language);
setLanguage(language);
applyTheme(storedTheme());
applyAppearance(storedAppearance());

const store = createAdminStore({ bridge, now: () => Date.now(), newId: () => crypto.randomUUID() });
const desk = store.getState();

// Until somebody chooses, the window speaks the language of the site.
store.subscribe(({ status }, before) => {
  if (status && status !== before.status && storedLanguage() === null) setLanguage(status.language);
});

for (const sign of ['keydown', 'pointerdown', 'pointermove', 'wheel'] as const) window.addEventListener(sign, () => desk.touch(), { passive: true, capture: true });
setInterval(() => desk.tick(), 1_000);
desk.listen();
void desk.start();

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <DeskContext value={store}>
      <App />
    </DeskContext>
  </StrictMode>,
);
