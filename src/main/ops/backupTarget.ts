/* Where backups lie. Names are relative, with "/" between folder and file, and made of letters, digits, dots and dashes. */

export interface TargetFile { name: string; bytes: number }

/** Every method throws Refusal BACKUP_TARGET_MISSING _DENIED _FULL _UNREACHABLE; a file that is not there is BACKUP_NOT_FOUND. */
export interface BackupTarget {
  /** Whether it is the place it was set up as, and may be written. Leaves nothing there. */
  check(): Promise<void>;
  /** Writes `file` under `name` so that it appears whole or not at all; what is there under that name is replaced. */
  put(name: string, file: string, onSent?: (bytes: number) => void): Promise<void>;
  /** The bytes under `name`. */
  read(name: string): AsyncIterable<Uint8Array>;
  /** Every backup and file of keys of every kiosk, by name. */
  list(): Promise<TargetFile[]>;
  /** Harmless when it is not there. */
  remove(name: string): Promise<void>;
  close(): void;
}

/** A name that leads nowhere else. */
export const targetName = /^[A-Za-z0-9][A-Za-z0-9-]{0,63}\/[A-Za-z0-9][A-Za-z0-9.-]{0,99}$/;
