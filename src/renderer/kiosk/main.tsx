import '../ui/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { bridge } from '../bridge.ts';
import { startHeartbeat } from '../heartbeat.ts';
import { setLanguage, startI18n } from '../i18n/i18n.ts';
import { applyAppearance } from '../ui/appearance.ts';
import { createScanner } from '../camera/scanner.ts';
import { App } from './App.tsx';
import { createPageCamera } from './pageCamera.ts';
import { guardPage } from './pageGuard.ts';
import { playTone } from './sound.ts';
import { startSpeech } from './speech.ts';
import { createKiosk } from './store.ts';

startI18n('id');

const kiosk = createKiosk({
  bridge,
  camera: createPageCamera(bridge),
  now: () => Date.now(),
  newId: () => crypto.randomUUID(),
  applyLanguage: setLanguage,
  applyAppearance,
  play: playTone,
  openWindow: (url) => void window.open(url, '_blank', 'noopener'),
  print: () => window.print(),
});

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <App kiosk={kiosk} />
  </StrictMode>,
);
kiosk.start();
// Chromium without speech has no such member.
if ('speechSynthesis' in window) startSpeech({ store: kiosk.store, synthesis: window.speechSynthesis, newUtterance: (text) => new SpeechSynthesisUtterance(text) });

// Whoever touches anything is still there.
window.addEventListener('pointerdown', kiosk.actions.stay);
window.addEventListener('keydown', kiosk.actions.stay);

// A hand scanner types into whatever has the focus; its last key must not also press a button or send a form.
const scanner = createScanner();
window.addEventListener('keydown', (event) => {
  const card = scanner(event.key, event.timeStamp);
  if (card === null) return;
  event.preventDefault();
  event.stopPropagation();
  kiosk.actions.scan(card);
}, { capture: true });

guardPage(window);
startHeartbeat(bridge, window);
