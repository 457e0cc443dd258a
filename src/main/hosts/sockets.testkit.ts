import { readFileSync, readdirSync, readlinkSync } from 'node:fs';

/** TCP addresses a process of this Linux listens on, "127.0.0.1:8123" or as the kernel writes an IPv6 one; from /proc, so that nothing it forgot to mention is missed. */
export function listeningOn(pid: number | 'self'): string[] {
  const sockets = new Set(readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? [];
    } catch {
      return [];
    }
  }));
  return ['tcp', 'tcp6'].flatMap((table) => readFileSync(`/proc/${pid}/net/${table}`, 'utf8').trim().split('\n').slice(1).flatMap((line) => {
    const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/);
    return state === '0A' && sockets.has(inode) ? [readable(local)] : [];
  }));
}

/** "0100007F:1FBB" -> "127.0.0.1:8123". */
function readable(local: string): string {
  const [address = '', port = ''] = local.split(':');
  const host = address.length === 8 ? (address.match(/../g) ?? []).toReversed().map((byte) => parseInt(byte, 16)).join('.') : address;
  return `${host}:${parseInt(port, 16)}`;
}
