import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { chromiumArguments, findChromium, profileDirFor, profilePreferences, requireDisplay } from './chromium.ts';

let dir: string;
beforeEach(() => { dir = mkdtempSync(join(tmpdir(), 'tatap-chromium-')); });
afterEach(() => { rmSync(dir, { recursive: true, force: true }); });

function program(name: string, mode = 0o755): string {
  const file = join(dir, name);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, '', { mode });
  return file;
}

const linux = (env: NodeJS.ProcessEnv) => ({ platform: 'linux', env } as const);

test('the browser named by TATAP_CHROMIUM comes first, then Chromium before Chrome before Edge on PATH', () => {
  const [chrome, edge] = [program('google-chrome'), program('microsoft-edge')];
  expect(findChromium(linux({ PATH: dir }))).toBe(chrome);
  const chromium = program('chromium');
  expect(findChromium(linux({ PATH: dir }))).toBe(chromium);
  expect(findChromium(linux({ PATH: dir, TATAP_CHROMIUM: edge }))).toBe(edge);
});

test('a file that is no program, an empty PATH and a wrong TATAP_CHROMIUM are NO_CHROMIUM, not a surprise later', () => {
  program('chromium', 0o644);
  for (const env of [{ PATH: dir }, { PATH: '' }, {}, { PATH: dir, TATAP_CHROMIUM: join(dir, 'nowhere') }]) {
    expect(() => findChromium(linux(env))).toThrow(expect.objectContaining({ code: 'NO_CHROMIUM' }));
  }
});

test('Chrome and Edge are found where Windows keeps programs', () => {
  // Joined with this system's separator: the names are what is looked for.
  const edge = program(join('Microsoft\\Edge\\Application\\msedge.exe'));
  expect(findChromium({ platform: 'win32', env: { 'PROGRAMFILES(X86)': dir } })).toBe(edge);
});

test('only Linux can be without a display', () => {
  expect(() => { requireDisplay(linux({})); }).toThrow(expect.objectContaining({ code: 'NO_DISPLAY' }));
  for (const env of [{ DISPLAY: ':0' }, { WAYLAND_DISPLAY: 'wayland-0' }, { TATAP_CHROMIUM_ARGS: '--headless=new' }]) expect(() => { requireDisplay(linux(env)); }).not.toThrow();
  expect(() => { requireDisplay({ platform: 'darwin', env: {} }); }).not.toThrow();
});

const launch = { url: 'http://127.0.0.1:1/launch?token=t', profileDir: '/d/browser', windowed: false, asRoot: false, fakeCamera: null, extraArguments: [] };

test('the kiosk opens as an application over the whole screen with a profile of its own, sandboxed unless root', () => {
  const flags = chromiumArguments(launch, { width: 1080, height: 1920 });
  for (const flag of ['--kiosk', `--app=${launch.url}`, '--user-data-dir=/d/browser', '--window-size=1080,1920', '--disable-extensions', '--disable-sync', '--enable-speech-dispatcher']) expect(flags).toContain(flag);
  expect(flags.filter((flag) => /no-sandbox|fake|disable-web-security|remote-debugging/.test(flag))).toEqual([]);
  expect(chromiumArguments({ ...launch, asRoot: true }, null)).toContain('--no-sandbox');
  expect(chromiumArguments({ ...launch, windowed: true }, { width: 1080, height: 1920 })).toEqual(expect.not.arrayContaining(['--kiosk', '--window-size=1080,1920']));
  expect(chromiumArguments({ ...launch, fakeCamera: '/clip.mjpeg', extraArguments: ['--headless=new'] }, null)).toEqual(expect.arrayContaining(['--use-file-for-fake-video-capture=/clip.mjpeg', '--headless=new']));
});

test('the profile allows our own page the camera and nobody anything else', () => {
  const origin = 'http://127.0.0.1:4321';
  expect(profilePreferences(origin)).toMatchObject({
    profile: {
      default_content_setting_values: { media_stream_camera: 2, media_stream_mic: 2, geolocation: 2, notifications: 2, popups: 2 },
      content_settings: { exceptions: { media_stream_camera: { [`${origin},*`]: { setting: 1 } }, popups: { [`${origin},*`]: { setting: 1 } } } },
    },
  });
  expect(JSON.stringify(profilePreferences(origin)).match(/"setting":1/g)).toHaveLength(2);
});

test('a Chromium from snap gets its profile where snap lets it write', () => {
  const real = program('snap/bin/chromium');
  const link = join(dir, 'chromium');
  symlinkSync(real, link);
  expect(profileDirFor(link, '/home/siti/.local/share/tatap')).toMatch(new RegExp(`^${homedir()}/snap/chromium/common/tatap-`));
  expect(profileDirFor(program('usr/bin/chromium'), '/d')).toBe('/d/browser');
  expect(readFileSync(link, 'utf8')).toBe('');
});
