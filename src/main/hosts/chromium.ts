import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { HostProblem } from './problems.ts';

interface Surroundings { env: NodeJS.ProcessEnv; platform: NodeJS.Platform }

const namesOnPath = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge', 'microsoft-edge-stable', 'brave-browser'];

/**
 * The Chromium to show the kiosk in: TATAP_CHROMIUM, else the first one found on PATH or where installers put it.
 * @throws HostProblem NO_CHROMIUM
 */
export function findChromium({ env, platform }: Surroundings = process): string {
  const asked = env.TATAP_CHROMIUM;
  const candidates = asked === undefined || asked === '' ? customaryPlaces(env, platform) : [asked];
  const found = candidates.find(isExecutable);
  if (found === undefined) throw new HostProblem('NO_CHROMIUM');
  return found;
}

function customaryPlaces(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string[] {
  if (platform === 'darwin') {
    return ['Chromium', 'Google Chrome', 'Microsoft Edge'].flatMap((name) => ['/Applications', join(homedir(), 'Applications')].map((dir) => `${dir}/${name}.app/Contents/MacOS/${name}`));
  }
  if (platform === 'win32') {
    const programs = [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA].filter((dir) => dir !== undefined);
    return programs.flatMap((dir) => ['Chromium\\Application\\chrome.exe', 'Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe'].map((file) => join(dir, file)));
  }
  const dirs = (env.PATH ?? '').split(delimiter).filter((dir) => dir !== '');
  return namesOnPath.flatMap((name) => dirs.map((dir) => join(dir, name)));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** @throws HostProblem NO_DISPLAY when there is nothing to draw on. macOS and Windows always have something. */
export function requireDisplay({ env, platform }: Surroundings = process): void {
  if (platform !== 'linux' || env.DISPLAY || env.WAYLAND_DISPLAY || (env.TATAP_CHROMIUM_ARGS ?? '').includes('--headless')) return;
  throw new HostProblem('NO_DISPLAY');
}

/**
 * Width and height of the X screen, pixels; null where it cannot be asked. Thin clients often run without a window manager, and
 * then nobody makes a window full screen: it has to be opened as large as the screen.
 */
function screenSize(): { width: number; height: number } | null {
  if (process.platform !== 'linux' || !process.env.DISPLAY) return null;
  for (const [program, pattern] of [['xdpyinfo', /dimensions:\s+(\d+)x(\d+)/], ['xrandr', /current (\d+) x (\d+)/]] as const) {
    const { stdout } = spawnSync(program, { encoding: 'utf8', timeout: 3000 });
    const found = pattern.exec(stdout ?? '');
    if (found) return { width: Number(found[1]), height: Number(found[2]) };
  }
  return null;
}

export interface Launch {
  executable: string;
  url: string;
  origin: string;
  /** The kiosk's own browser profile: no history, extensions or log-ins of the person who owns the computer. */
  profileDir: string;
  windowed: boolean;
  asRoot: boolean;
  fakeCamera: string | null;
  extraArguments: readonly string[];
}

/** Everything a browser does besides showing the page is switched off: no first-run pages, sync, updates, extensions, dialogs. */
export function chromiumArguments({ url, profileDir, windowed, asRoot, fakeCamera, extraArguments }: Omit<Launch, 'executable' | 'origin'>, screen: { width: number; height: number } | null): string[] {
  return [
    `--user-data-dir=${profileDir}`, `--app=${url}`,
    ...(windowed ? ['--window-size=1280,800'] : ['--kiosk', '--start-fullscreen']),
    ...(windowed || screen === null ? [] : ['--window-position=0,0', `--window-size=${screen.width},${screen.height}`]),
    '--no-first-run', '--no-default-browser-check', '--disable-extensions', '--disable-sync', '--disable-component-update',
    '--disable-background-networking', '--disable-domain-reliability', '--disable-breakpad', '--disable-session-crashed-bubble',
    '--disable-pinch', '--overscroll-history-navigation=0', '--noerrdialogs', '--password-store=basic', '--use-mock-keychain',
    // A kiosk behind another window goes on as if it were in front.
    '--disable-background-timer-throttling', '--disable-backgrounding-occluded-windows', '--disable-renderer-backgrounding',
    '--disable-features=Translate,MediaRouter,OptimizationHints,AutofillServerCommunication,IntensiveWakeUpThrottling',
    // Voices of the machine for the spoken prompts; Linux has them behind this switch, elsewhere it means nothing.
    '--enable-speech-dispatcher',
    // Chromium refuses to run as root with its sandbox on; the host says so when it starts.
    ...(asRoot ? ['--no-sandbox'] : []),
    ...(fakeCamera === null ? [] : ['--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${fakeCamera}`]),
    ...extraArguments,
  ];
}

/**
 * Chromium's own settings for the profile, written before it starts: the camera for our origin without a question, everything
 * else a page could ask for refused. (The flag that skips the question would skip it for the microphone as well.)
 */
export function profilePreferences(origin: string): object {
  const blocked = 2;
  const allowed = 1;
  const names = ['media_stream_mic', 'media_stream_camera', 'geolocation', 'notifications', 'midi_sysex', 'usb_guard', 'serial_guard', 'hid_guard', 'bluetooth_guard', 'sensors', 'automatic_downloads', 'popups'];
  const forUs = { [`${origin},*`]: { setting: allowed } };
  return {
    profile: {
      default_content_setting_values: Object.fromEntries(names.map((name) => [name, blocked])),
      content_settings: { exceptions: { media_stream_camera: forUs, popups: forUs } },
      exit_type: 'Normal',
    },
    credentials_enable_service: false,
    autofill: { profile_enabled: false, credit_card_enabled: false },
    translate: { enabled: false },
  };
}

/** Snap's Chromium sees no hidden folders: its profile has to lie where snap lets it. */
export function profileDirFor(executable: string, dataDir: string): string {
  const real = existsSync(executable) ? realpathSync(executable) : executable;
  return /\/snap(\/|$)/.test(real) ? join(homedir(), 'snap/chromium/common', `tatap-${Buffer.from(dataDir).toString('hex').slice(-16)}`) : join(dataDir, 'browser');
}

/** Starts Chromium on the launch address, in a profile that remembers nothing of the last run. The caller watches `exit`. */
export function launchChromium(launch: Launch): ChildProcess {
  rmSync(launch.profileDir, { recursive: true, force: true });
  const settings = join(launch.profileDir, 'Default');
  mkdirSync(settings, { recursive: true, mode: 0o700 });
  writeFileSync(join(settings, 'Preferences'), JSON.stringify(profilePreferences(launch.origin)), { mode: 0o600 });
  return spawn(launch.executable, chromiumArguments(launch, screenSize()), { stdio: 'ignore', detached: false });
}
