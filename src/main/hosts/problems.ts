import type { ErrorCode } from '../../shared/errors.ts';

/*
 * What can stop a host before a window is open. Each problem is one sentence in Indonesian and English that names the fix;
 * it is printed (or shown in a dialog) without a stack trace, and the exit code is not zero.
 */

type Sentence = (detail: string) => string;
interface Sentences { id: Sentence; en: Sentence }

const hostProblems = {
  NO_DISPLAY: {
    id: () => 'Tidak ada layar: jalankan dari desktop (DISPLAY atau WAYLAND_DISPLAY terisi), atau pakai --no-open untuk mencetak alamatnya saja.',
    en: () => 'There is no display: start it from a desktop session (DISPLAY or WAYLAND_DISPLAY is set), or use --no-open to print the address only.',
  },
  NO_CHROMIUM: {
    id: () => 'Chromium tidak ditemukan: pasang dengan "sudo apt install chromium", atau isi TATAP_CHROMIUM dengan lokasi Chromium, Chrome atau Edge.',
    en: () => 'Chromium was not found: install it with "sudo apt install chromium", or set TATAP_CHROMIUM to the path of Chromium, Chrome or Edge.',
  },
  CHROMIUM_FAILED: {
    id: (detail) => `Chromium berhenti begitu dibuka (${detail}): tutup Chromium lain yang memakai profil ini, atau arahkan TATAP_CHROMIUM ke peramban lain.`,
    en: (detail) => `Chromium ended as soon as it was opened (${detail}): close any other Chromium using this profile, or point TATAP_CHROMIUM at another browser.`,
  },
  PORT_IN_USE: {
    id: (detail) => `Port ${detail} sedang dipakai program lain: tutup program itu, atau hilangkan --port agar port kosong dipilih sendiri.`,
    en: (detail) => `Port ${detail} is in use by another program: close that program, or leave out --port so that a free one is chosen.`,
  },
  OPS_PORT_IN_USE: {
    id: (detail) => `Port ${detail} untuk /metrics dan /health sedang dipakai program lain: tutup program itu, atau pilih --ops-port yang lain.`,
    en: (detail) => `Port ${detail} for /metrics and /health is in use by another program: close that program, or choose another --ops-port.`,
  },
  PORT_NOT_ALLOWED: {
    id: (detail) => `Port ${detail} tidak boleh dipakai akun ini: pilih nomor port di atas 1023.`,
    en: (detail) => `Port ${detail} is not allowed for this account: choose a port number above 1023.`,
  },
  ALREADY_RUNNING: {
    id: (detail) => `Tatap sudah berjalan dengan folder data ${detail}: pakai jendela itu, tutup dulu, atau pilih folder lain dengan --data=FOLDER.`,
    en: (detail) => `Tatap is already running on the data folder ${detail}: use that window, close it first, or choose another folder with --data=DIR.`,
  },
  DATA_FOLDER_NOT_WRITABLE: {
    id: (detail) => `Folder data ${detail} tidak dapat ditulisi: perbaiki hak aksesnya, atau pilih folder lain dengan --data=FOLDER.`,
    en: (detail) => `The data folder ${detail} cannot be written: fix its permissions, or choose another folder with --data=DIR.`,
  },
  DISK_FULL: {
    id: (detail) => `Disk penuh (${detail}): kosongkan sedikitnya 200 MB lalu jalankan lagi. Tidak ada data yang hilang.`,
    en: (detail) => `The disk is full (${detail}): free at least 200 MB and start again. Nothing was lost.`,
  },
  KEY_FILE_EXPOSED: {
    id: (detail) => `Berkas kunci ${detail} dapat dibaca akun lain: jalankan "chmod 600" padanya, lalu jalankan lagi.`,
    en: (detail) => `The key file ${detail} can be read by other accounts: run "chmod 600" on it, then start again.`,
  },
  KEY_FILE_BROKEN: {
    id: (detail) => `Berkas kunci ${detail} rusak: kembalikan berkas itu dari cadangan. Jangan dihapus, karena data wajah dan PIN terkunci dengannya.`,
    en: (detail) => `The key file ${detail} is damaged: put it back from a backup. Do not delete it: faces and PINs are locked with it.`,
  },
  KEYRING_MISSING: {
    id: () => 'Komputer ini tidak punya penyimpan kunci: pasang gnome-keyring atau KWallet lalu masuk lagi, atau jalankan dengan --host=browser.',
    en: () => 'This computer has no key store: install gnome-keyring or KWallet and log in again, or start with --host=browser.',
  },
  NOT_BUILT: {
    id: (detail) => `Berkas tampilan tidak ada di ${detail}: jalankan "npm run build".`,
    en: (detail) => `The screens are missing from ${detail}: run "npm run build".`,
  },
  DEBUGGER_REFUSED: {
    id: (detail) => `Tatap yang terpasang tidak boleh dibuka dengan ${detail}: jalankan tanpa pilihan itu.`,
    en: (detail) => `The installed Tatap does not run with ${detail}: start it without that option.`,
  },
  BAD_OPTION: {
    id: (detail) => `Pilihan ${detail} tidak dikenal atau nilainya salah: lihat --help.`,
    en: (detail) => `The option ${detail} is unknown or has a wrong value: see --help.`,
  },
  UNEXPECTED: {
    id: (detail) => `Tatap tidak dapat dibuka (${detail}): jalankan lagi dengan TATAP_DEBUG=1 dan laporkan isinya.`,
    en: (detail) => `Tatap could not start (${detail}): run it again with TATAP_DEBUG=1 and report what it prints.`,
  },
} satisfies Record<string, Sentences>;

export type HostProblemCode = keyof typeof hostProblems;

/** Refusals createApp may throw; those that also are host problems share their sentence above. */
const refusalProblems: Partial<Record<ErrorCode, Sentences>> = {
  DATABASE_LOCKED: {
    id: () => 'Basis data sedang dipakai program lain: tutup program itu lalu jalankan lagi.',
    en: () => 'The database is in use by another program: close that program and start again.',
  },
  DATABASE_CORRUPT: {
    id: () => 'Basis data rusak dan dibiarkan apa adanya: salin folder data ke tempat aman, lalu kembalikan dari cadangan.',
    en: () => 'The database is damaged and was left as it is: copy the data folder to a safe place, then restore a backup.',
  },
  DATABASE_NEWER: {
    id: () => 'Basis data dibuat oleh Tatap yang lebih baru: pasang versi itu, atau pilih folder data lain dengan --data=FOLDER.',
    en: () => 'The database was made by a newer Tatap: install that version, or choose another data folder with --data=DIR.',
  },
  KEY_MISSING: {
    id: () => 'Kunci perangkat tidak ada di folder data: kembalikan folder itu dari cadangan, atau pilih folder lain dengan --data=FOLDER.',
    en: () => 'The device key is missing from the data folder: restore the folder from a backup, or choose another with --data=DIR.',
  },
  KEY_BACKEND_CHANGED: {
    id: () => 'Folder data ini dikunci oleh penyimpan kunci lain: jalankan dengan cara yang sama seperti semula (--host=browser atau --host=electron).',
    en: () => 'This data folder is locked with another key store: start it the way it was started first (--host=browser or --host=electron).',
  },
  LEDGER_BROKEN: {
    id: () => 'Buku kas tidak cocok: jangan dipakai membayar; jalankan "npm run verify" dan simpan folder data apa adanya.',
    en: () => 'The ledger does not add up: take no payments; run "npm run verify" and keep the data folder as it is.',
  },
  CLOCK_MOVED: {
    id: () => 'Jam komputer bergeser: betulkan tanggal dan jam, lalu jalankan lagi.',
    en: () => 'The computer\'s clock moved: correct the date and time, then start again.',
  },
};

/** Stops the start of a host. `detail` fills the sentence's gap: a path, a port, an option. */
export class HostProblem extends Error {
  readonly code: HostProblemCode;
  readonly detail: string;
  constructor(code: HostProblemCode, detail = '') {
    super(code);
    this.name = 'HostProblem';
    this.code = code;
    this.detail = detail;
  }
}

/** Both sentences for whatever stopped the start. `dataDir` fills the gap where the error names no path. Never throws. */
export function explain(error: unknown, dataDir: string): { code: string; id: string; en: string } {
  const { code, detail } = nameOf(error, dataDir);
  const sentences = isHostProblem(code) ? hostProblems[code] : refusalProblems[code as ErrorCode];
  if (sentences === undefined) return say('UNEXPECTED', hostProblems.UNEXPECTED, error instanceof Error ? error.message : String(error));
  return say(code, sentences, detail);
}

/** EX_CONFIG of sysexits.h. */
const onlyAPersonCanMend = 78;
const mayPass = 1;
const forAPerson: readonly string[] = [
  'NO_CHROMIUM', 'PORT_NOT_ALLOWED', 'KEY_FILE_EXPOSED', 'KEY_FILE_BROKEN', 'KEYRING_MISSING', 'NOT_BUILT', 'DEBUGGER_REFUSED', 'BAD_OPTION',
  'DATABASE_CORRUPT', 'DATABASE_NEWER', 'KEY_MISSING', 'KEY_BACKEND_CHANGED', 'LEDGER_BROKEN',
] satisfies (HostProblemCode | ErrorCode)[];

/** The exit code that goes with a code of `explain`: a service manager tries again after 1 and leaves it be after 78. */
export function exitCodeFor(code: string): number {
  return forAPerson.includes(code) ? onlyAPersonCanMend : mayPass;
}

function say(code: string, sentences: Sentences, detail: string): { code: string; id: string; en: string } {
  return { code, id: sentences.id(detail), en: sentences.en(detail) };
}

function isHostProblem(code: string): code is HostProblemCode {
  return Object.hasOwn(hostProblems, code);
}

/** A HostProblem, a Refusal, or an operating-system error that means one of them. */
function nameOf(error: unknown, dataDir: string): { code: string; detail: string } {
  if (error instanceof HostProblem) return { code: error.code, detail: error.detail };
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return { code: 'UNEXPECTED', detail: String(error) };
  const path = 'path' in error && typeof error.path === 'string' ? error.path : dataDir;
  if (error.code === 'ENOSPC' || error.code === 'EDQUOT') return { code: 'DISK_FULL', detail: path };
  if (['EACCES', 'EPERM', 'EROFS', 'ENOTDIR'].includes(error.code)) return { code: 'DATA_FOLDER_NOT_WRITABLE', detail: path };
  return { code: error.code, detail: dataDir };
}
