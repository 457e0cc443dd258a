import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A Debian machine in namespaces of this one. What happens in it stays in it. */
export interface Machine {
  /** Runs a shell script in it as root and waits; both outputs as text. */
  run(script: string, options?: { timeoutMs?: number }): { status: number | null; stdout: string; stderr: string };
  /** True when its first process is a systemd that is up. */
  hasSystemd: boolean;
  /** Ends every process in it and removes what it left on this machine. */
  close(): Promise<void>;
}

/** Why no machine can be had here, as one line for whoever reads the test's output; null when one can. */
export function whyNoMachine(): string | null {
  if (process.platform !== 'linux' || !existsSync('/var/lib/dpkg/status')) return 'this is not Debian or a child of it';
  if (process.getuid?.() !== 0) return 'installing a package takes root';
  for (const program of ['dpkg', 'dpkg-deb', 'unshare', 'nsenter', 'bash']) {
    if (spawnSync('which', [program]).status !== 0) return `"${program}" is not installed`;
  }
  const probe = spawnSync('unshare', ['--mount', '--propagation', 'private', 'sh', '-c', 'mount -t tmpfs t /mnt && mkdir /mnt/u /mnt/w /mnt/r && mount -t overlay -o lowerdir=/,upperdir=/mnt/u,workdir=/mnt/w o /mnt/r && test -e /mnt/r/var/lib/dpkg/status'], { encoding: 'utf8' });
  return probe.status === 0 ? null : `no overlay over the file system can be mounted here: ${probe.stderr.trim()}`;
}

/** Folder for a group of processes of its own, so that the machine's systemd sees nobody else's; null without cgroup v2. */
function makeCgroup(): string | null {
  const mounted = readFileSync('/proc/mounts', 'utf8').split('\n').map((line) => line.split(' ')).find(([, , type]) => type === 'cgroup2')?.[1];
  if (mounted === undefined) return null;
  const folder = join(mounted, `tatap-machine-${process.pid}`);
  try {
    mkdirSync(folder);
    return folder;
  } catch {
    return null;
  }
}

function removeCgroup(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) if (entry.isDirectory()) removeCgroup(join(folder, entry.name));
  rmdirSync(folder);
}

/** The first process inside: the child of `unshare`. */
function firstProcess(outer: ChildProcess): number | null {
  const children = `/proc/${outer.pid}/task/${outer.pid}/children`;
  const pid = existsSync(children) ? Number(readFileSync(children, 'utf8').trim()) : 0;
  return pid > 0 ? pid : null;
}

/** Waits, at most as long as said, until the function answers something. */
async function until<T>(answer: () => T | null, withinMs: number): Promise<T | null> {
  for (const end = Date.now() + withinMs; Date.now() < end;) {
    const found = answer();
    if (found !== null) return found;
    await new Promise((wait) => { setTimeout(wait, 200); });
  }
  return null;
}

/** Starts a machine; `sharedDir` is its /mnt. With systemd where that works, else with an idle first process. */
export async function openMachine(sharedDir: string): Promise<Machine> {
  const cgroup = existsSync('/lib/systemd/systemd') ? makeCgroup() : null;
  const work = mkdtempSync(join(tmpdir(), 'tatap-machine-'));
  const init = cgroup === null ? 'sleep infinity' : '/lib/systemd/systemd --unit=multi-user.target --log-target=journal --show-status=0';
  const enter = cgroup === null ? '' : `echo $$ > ${cgroup}/cgroup.procs;`;
  const outer = spawn('sh', ['-c', `${enter} exec unshare --fork --pid --mount --uts --ipc --cgroup --kill-child=SIGKILL --propagation private bash ${join(import.meta.dirname, 'machine.sh')} ${work} ${sharedDir} ${init}`], { stdio: ['ignore', 'ignore', 'pipe'] });
  let complaint = '';
  outer.stderr?.on('data', (chunk: Buffer) => { complaint += chunk.toString(); });
  const gone = new Promise<void>((ended) => { outer.once('exit', () => { ended(); }); });
  const close = async (): Promise<void> => {
    const pid = firstProcess(outer);
    // The first process of a namespace takes all others with it.
    if (pid !== null) process.kill(pid, 'SIGKILL');
    outer.kill('SIGKILL');
    await gone;
    // Never recursively: if it were not empty, a whole machine would be mounted there.
    rmdirSync(work);
    if (cgroup !== null) await until(() => { try { removeCgroup(cgroup); return true; } catch { return null; } }, 10_000);
  };
  const run: Machine['run'] = (script, { timeoutMs = 120_000 } = {}) => {
    const { status, stdout, stderr } = spawnSync('nsenter', ['--target', String(firstProcess(outer)), '--all', 'env', '-i', 'PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'LANG=C.UTF-8', 'DEBIAN_FRONTEND=noninteractive', 'sh', '-c', script], { encoding: 'utf8', timeout: timeoutMs, killSignal: 'SIGKILL', cwd: '/' });
    return { status, stdout, stderr };
  };
  // Inside, "/outside" is removed last: from then on the files seen are the machine's own.
  const inside = await until(() => (firstProcess(outer) !== null && run('test -d /mnt && ! test -e /outside && test "$(cat /proc/1/comm)" != bash').status === 0 ? true : null), 60_000);
  if (inside === null) {
    await close();
    throw new Error(`the machine does not start: ${complaint}`);
  }
  const up = cgroup === null ? null : await until(() => (/^(running|degraded)/.test(run('systemctl is-system-running').stdout) ? true : null), 90_000);
  return { run, hasSystemd: up !== null, close };
}
