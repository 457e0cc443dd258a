/** Path of Electron's program when its runtime is unpacked, else null. */
export function electronPath(dir?: string, override?: string): string | null;
