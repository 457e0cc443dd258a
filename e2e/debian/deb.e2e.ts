import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openMachine, whyNoMachine, type Machine } from './machine.ts';

/*
 * The Debian package: made twice, installed, run as its own user and as its service, upgraded, removed and purged - on a machine
 * of its own whose files are this one's with a layer in memory over them.
 */

const root = resolve(import.meta.dirname, '../..');
const obstacle = whyNoMachine();
if (obstacle !== null) process.stderr.write(`The Debian package is not tried here: ${obstacle}.\n`);

let shared: string;
let machine: Machine;
let deb: string;

/** Runs in the machine and expects it to go well. */
function sh(script: string, timeoutMs = 120_000): string {
  const { status, stdout, stderr } = machine.run(script, { timeoutMs });
  if (status !== 0) throw new Error(`${script}\nended with ${status}: ${stdout}${stderr}`);
  return stdout.trim();
}

function makeDeb(out: string, epoch: string): string {
  const env = { ...process.env, SOURCE_DATE_EPOCH: epoch };
  return execFileSync(process.execPath, [join(root, 'scripts/deb.mjs'), `--out=${out}`, '--compression=none'], { env, encoding: 'utf8', cwd: tmpdir(), stdio: ['ignore', 'pipe', 'ignore'] }).trim();
}

const hashOf = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');

/** In the place of the compositor: no screen is here, Chromium runs headless. As cage 0.1.4 does, it keeps the exit code to itself. */
const standInForCage = '#!/bin/sh\nwhile [ "$1" != -- ]; do shift; done\nshift\n"$@"\nexit 0\n';
const headless = '--headless=new --disable-gpu --use-fake-device-for-media-stream';

describe.skipIf(obstacle !== null)('the Debian package', () => {
  beforeAll(async () => {
    shared = mkdtempSync(join(tmpdir(), 'tatap-deb-test-'));
    // The package's own user reads scripts from here.
    chmodSync(shared, 0o755);
    deb = makeDeb(shared, '1767225600');
    machine = await openMachine(shared);
  });
  afterAll(async () => {
    await machine?.close();
    rmSync(shared, { recursive: true, force: true });
  });

  test('the same source gives the same bytes, whoever makes it', () => {
    const again = join(shared, 'again');
    mkdirSync(again);
    const umask = process.umask(0o077);
    try {
      expect(hashOf(makeDeb(again, '1767225600'))).toBe(hashOf(deb));
    } finally {
      process.umask(umask);
      rmSync(again, { recursive: true });
    }
    expect(deb).toMatch(/tatap_[\d.]+\+202601010000_(amd64|arm64)\.deb$/);
  });

  test('it holds what runs on this machine, root\'s and readable, and nothing that builds, tests or runs elsewhere', () => {
    const lines = execFileSync('dpkg-deb', ['--contents', deb], { encoding: 'utf8', maxBuffer: 64e6 }).trim().split('\n');
    const files = lines.map((line) => /^(\S+) (\S+)\s+\S+ \S+ \S+ \.\/(.*)$/.exec(line)).filter((match) => match !== null).map(([, mode, owner, path]) => ({ mode, owner, path: path ?? '' }));
    expect(new Set(files.map(({ owner }) => owner))).toEqual(new Set(['root/root']));
    expect(new Set(files.map(({ mode }) => mode))).toEqual(new Set(['drwxr-xr-x', '-rw-r--r--', '-rwxr-xr-x']));
    const paths = files.map(({ path }) => path);
    for (const wanted of ['usr/bin/tatap', 'lib/systemd/system/tatap.service', 'etc/tatap/tatap.conf', 'usr/lib/tatap/bin/node', 'usr/lib/tatap/dist/renderer/kiosk/index.html', 'usr/lib/tatap/node_modules/better-sqlite3/package.json', 'usr/share/doc/tatap/copyright']) expect(paths).toContain(wanted);
    const other = process.arch === 'x64' ? 'arm64' : 'x64';
    expect(paths.filter((path) => new RegExp(`node_modules/(electron|vitest|vite|typescript|playwright-core|oxlint|react|lucide-react)/|\\.(dll|dylib|map|d\\.ts)$|(darwin|win32|linuxmusl)|linux[-/]${other}|/hosts/electron`).test(path))).toEqual([]);
    expect(execFileSync('dpkg-deb', ['--info', deb, 'conffiles'], { encoding: 'utf8' })).toBe('/etc/tatap/tatap.conf\n');
  });

  test('lintian finds nothing but the missing compression', (context) => {
    if (spawnSync('which', ['lintian']).status !== 0) context.skip('lintian is not installed here');
    const { stdout } = spawnSync('lintian', ['--allow-root', '--suppress-tags=uses-no-compression-for-data-tarball,uses-no-compression-for-control-tarball', deb], { encoding: 'utf8' });
    expect(stdout.split('\n').filter((line) => /^[EW]:/.test(line))).toEqual([]);
  });

  test('installed it has an account without a log-in, a closed data folder, and is switched off', () => {
    sh(`dpkg --install /mnt/${deb.slice(shared.length + 1)}`);
    expect(sh('dpkg --audit; dpkg --verify tatap; dpkg-query -W -f \'${Status}\' tatap')).toBe('install ok installed');
    expect(sh('getent passwd tatap')).toMatch(/:\/var\/lib\/tatap:\/usr\/sbin\/nologin$/);
    expect(sh('stat -c "%U:%G %a" /var/lib/tatap')).toBe('tatap:tatap 700');
    expect(sh('id -Gn tatap').split(' ')).toEqual(expect.arrayContaining(['tatap', 'video', 'audio']));
    if (machine.hasSystemd) expect(machine.run('systemctl is-enabled tatap; systemctl is-active tatap').stdout).toBe('disabled\ninactive\n');
    expect(sh('tatap --version')).toBe(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version);
    expect(machine.run('tatap nonsense')).toMatchObject({ status: 2, stderr: expect.stringContaining('There is no tool "nonsense"') });
  });

  test('every package the program names is there, and both engines start', () => {
    const names = new Set<string>();
    for (const part of ['main', 'shared']) {
      for (const file of readdirSync(join(root, 'dist', part), { recursive: true, encoding: 'utf8' }).filter((each) => each.endsWith('.js') && !/hosts\/electron|hosts\/(windows|ipc|appProtocol|permissions|safeStorageKeys)\.js$/.test(each))) {
        const text = readFileSync(join(root, 'dist', part, file), 'utf8');
        for (const [, name] of [...text.matchAll(/^(?:import|export) (?:.* from )?'([^'.][^']*)';$/gm), ...text.matchAll(/\bimport\('([^'.][^']*)'\)/g)]) if (name !== undefined && !/^(node:|electron$)/.test(name)) names.add(name);
      }
    }
    expect(names.size).toBeGreaterThan(15);
    writeFileSync(join(shared, 'load.mjs'), `
      const from = (name) => import.meta.resolve(name, 'file:///usr/lib/tatap/dist/main/app.js');
      const missing = [];
      for (const name of ${JSON.stringify([...names])}) try { await import(from(name)); } catch (error) { missing.push(name + ': ' + error.message); }
      const { loadFaceapi } = await import('/usr/lib/tatap/dist/main/vision/faceapiRuntime.js');
      const { backend } = await loadFaceapi(['tinyFaceDetector', 'faceLandmark68Net', 'faceRecognitionNet']);
      console.log(JSON.stringify({ missing, backend }));
      process.exit();`);
    const told = sh('cd / && runuser -u tatap -- /usr/lib/tatap/bin/node --experimental-import-meta-resolve /mnt/load.mjs');
    expect(JSON.parse(told.split('\n').at(-1) ?? '')).toEqual({ missing: [], backend: 'wasm' });
  });

  test('its user runs it by hand: the first page and what it loads, a database nobody else reads, a ledger that verifies', () => {
    writeFileSync(join(shared, 'look.mjs'), `
      import { spawn } from 'node:child_process';
      const host = spawn('tatap', ['--no-open', '--json', '--data=' + process.argv[2]], { stdio: ['ignore', 'pipe', 'inherit'] });
      const ended = new Promise((done) => host.once('exit', (code) => done(code)));
      let text = '';
      for await (const chunk of host.stdout) { text += chunk; if (text.includes('\\n')) break; }
      const { url, origin } = JSON.parse(text);
      const entered = await fetch(url, { redirect: 'manual' });
      const cookie = entered.headers.get('set-cookie').split(';')[0];
      const get = async (path) => { const answer = await fetch(origin + path, { headers: { cookie } }); return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() }; };
      const page = await get('/kiosk/');
      const loads = [...page.text.matchAll(/(?:src|href)="([^"]+\\.(?:js|css))"/g)].map((match) => new URL(match[1], origin + '/kiosk/').pathname);
      const loaded = await Promise.all(loads.map(get));
      const strange = await fetch(origin + '/kiosk/');
      host.kill('SIGTERM');
      console.log(JSON.stringify({ page: page.status, title: /<title>([^<]*)/.exec(page.text)[1], loads: loads.length, loaded: loaded.every(({ status, text }) => status === 200 && text.length > 0), stranger: strange.status, code: await ended }));`);
    const told = sh('cd / && runuser -u tatap -- /usr/lib/tatap/bin/node /mnt/look.mjs /var/lib/tatap/by-hand');
    const { loads, ...seen } = JSON.parse(told.split('\n').at(-1) ?? '');
    expect(seen).toEqual({ page: 200, title: 'Tatap', loaded: true, stranger: 403, code: 0 });
    expect(loads).toBeGreaterThanOrEqual(2);
    expect(sh('cd /var/lib/tatap/by-hand && stat -c "%n %U %a" . tatap.db host.key device.key')).toBe('. tatap 700\ntatap.db tatap 600\nhost.key tatap 600\ndevice.key tatap 600');
    sh('runuser -u tatap -- tatap verify --data /var/lib/tatap/by-hand && rm -rf /var/lib/tatap/by-hand');
  });

  test('the service shows the kiosk in a sandboxed browser, comes back after a kill and a hang, and stays down where only a person can help', (context) => {
    if (!machine.hasSystemd) context.skip('systemd does not start in namespaces here');
    writeFileSync(join(shared, 'cage'), standInForCage);
    sh('install -m 0755 /mnt/cage /usr/local/bin/cage');
    expect(machine.run('systemd-analyze verify tatap.service 2>&1').stdout.split('\n').filter((line) => line.includes('tatap'))).toEqual([]);
    process.stderr.write(`${sh('systemd-analyze security --no-pager tatap.service | tail -n 1')}\n`);
    sh(`sed -i 's/^TATAP_CHROMIUM_ARGS=.*/TATAP_CHROMIUM_ARGS=${headless}/' /etc/tatap/tatap.conf
      mkdir -p /etc/systemd/system/tatap.service.d && printf '[Service]\\nWatchdogSec=6\\nRestartSec=1\\n' > /etc/systemd/system/tatap.service.d/quick.conf
      systemctl daemon-reload`);
    sh('systemctl start tatap');
    expect(sh('systemctl is-active tatap')).toBe('active');

    const host = () => sh('pgrep -u tatap -f hosts/browser.js | tail -n 1');
    const renderer = sh('for wait in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do pid=$(pgrep -u tatap -f -- --type=renderer | head -n 1); test -n "$pid" && break; sleep 1; done; grep -E "^(NSpid|NoNewPrivs|CapEff|Seccomp):" /proc/$pid/status; stat -c "%a" /var/lib/tatap/tatap.db');
    // Three numbers: this machine's, Chromium's sandbox's own. No new rights, no capability, system calls filtered.
    expect(renderer).toMatch(/^NSpid:(\t\d+){2,}\nCapEff:\t0+\nNoNewPrivs:\t1\nSeccomp:\t2\n600$/);

    const first = host();
    expect(sh(`ps -o user= -p ${first}`)).toBe('tatap');
    sh(`kill -9 ${first}`);
    const awake = 'for wait in $(seq 60); do systemctl -q is-active tatap && now=$(pgrep -u tatap -f hosts/browser.js | tail -n 1) && test -n "$now" && test "$now" != "$before" && break; sleep 0.5; done; systemctl is-active tatap';
    expect(sh(`before=${first}; ${awake}`)).toBe('active');
    const second = host();
    expect(second).not.toBe(first);
    sh(`kill -STOP ${second}`);
    expect(sh(`before=${second}; ${awake}`)).toBe('active');
    expect(host()).not.toBe(second);
    expect(sh('journalctl -u tatap -o cat --no-pager | grep -c "Watchdog timeout"')).toBe('1');

    sh('systemctl stop tatap');
    expect(sh('ls /var/lib/tatap | tr "\\n" " "')).not.toMatch(/host\.lock|tatap\.db-wal/);
    sh("sed -i 's/^TATAP_OPTIONS=.*/TATAP_OPTIONS=--nonsense/' /etc/tatap/tatap.conf");
    expect(machine.run('systemctl start tatap').status).not.toBe(0);
    expect(sh('sleep 3; systemctl show -P ActiveState tatap; systemctl show -P ExecMainStatus tatap')).toBe('failed\n78');
    expect(sh('systemctl status tatap --no-pager | cat')).toContain('The option --nonsense is unknown');
    sh("sed -i 's/^TATAP_OPTIONS=.*/TATAP_OPTIONS=/' /etc/tatap/tatap.conf; systemctl reset-failed tatap");
  });

  test('an upgrade keeps data and settings, removing keeps them too, and only purging leaves nothing', () => {
    sh('runuser -u tatap -- touch /var/lib/tatap/ledger; echo XKB_DEFAULT_LAYOUT=de >> /etc/tatap/tatap.conf');
    const hostPid = 'pgrep -u tatap -f hosts/browser.js | tail -n 1';
    const before = machine.hasSystemd ? sh(`systemctl start tatap; ${hostPid}`) : '';
    const kept = 'stat -c "%U %a" /var/lib/tatap; ls /var/lib/tatap/ledger; tail -n 1 /etc/tatap/tatap.conf';
    const as = 'tatap 700\n/var/lib/tatap/ledger\nXKB_DEFAULT_LAYOUT=de';
    sh(`dpkg --install /mnt/${deb.slice(shared.length + 1)}`);
    expect(sh(kept)).toBe(as);
    if (machine.hasSystemd) {
      expect(sh('systemctl is-active tatap')).toBe('active');
      expect(sh(hostPid)).not.toBe(before);
    }
    sh('touch /usr/lib/tatap/models/fetched-later; dpkg --remove tatap');
    expect(sh(kept)).toBe(as);
    expect(machine.run('pgrep -u tatap').stdout).toBe('');
    expect(machine.run('ls -d /usr/lib/tatap /usr/bin/tatap /lib/systemd/system/tatap.service').stdout).toBe('');

    const install = `dpkg --install /mnt/${deb.slice(shared.length + 1)}`;
    sh(`echo "tatap tatap/erase-data boolean false" | debconf-set-selections && dpkg --purge tatap`);
    expect(sh('ls /var/lib/tatap/ledger; getent passwd tatap | cut -d: -f1')).toBe('/var/lib/tatap/ledger\ntatap');
    sh(`${install} && rm -rf /etc/systemd/system/tatap.service.d && dpkg --purge tatap`);
    // What a package leaves is looked for where packages and services put things; dpkg's own log and systemd's journal remember it.
    expect(machine.run('find /etc /usr /lib /opt /run /srv /var/lib /var/cache -xdev -iname "tatap*"; getent passwd tatap; getent group tatap; systemctl list-unit-files "tatap*" --no-legend').stdout).toBe('');
  });
});
