/** Path of Electron's program when its runtime is unpacked, else null. */
export function electronPath(dir?: string, override?: string): string | null;
/** @throws SetUpProblem when there is nothing to draw on. macOS and Windows always have something. */
export function requireDisplay(surroundings?: { env: Record<string, string | undefined>; platform: string }): void;
