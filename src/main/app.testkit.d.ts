import type { App, Caller, HostNeeds, Parts } from './seam.ts';
import type { Input, Method, Output } from '../shared/contract.ts';
import type { Result } from '../shared/errors.ts';
import type { KeyStore } from './vault/keystore.ts';
/** Leaves the key as it is: the host's protection has tests of its own. */
export declare const openKeyStore: KeyStore;
export declare const kioskWindow: Caller;
export declare const adminWindow: Caller;
export declare const owner: {
    readonly username: 'owner';
    readonly password: 'pintu-biru-97-langit';
};
/** A clock that moves only when told to. */
export declare function createTestClock(startAtMs?: number): {
    now: () => number;
    monotonicMs: () => number;
    /** Time passes. */
    pass(ms: number): void;
    /** Somebody sets the wall clock. */
    set(toMs: number): void;
};
export interface TestApp {
    app: App;
    dataDir: string;
    clock: ReturnType<typeof createTestClock>;
    call<M extends Method>(caller: Caller, method: M, input: Input<M>): Promise<Result<Output<M>>>;
    /** The value; throws with the code when it was refused. */
    must<M extends Method>(caller: Caller, method: M, input: Input<M>): Promise<Output<M>>;
    close(): Promise<void>;
}
/** The real core on a real database in a temporary folder, with scripted seeing and a clock in hand. */
export declare function startTestApp(given?: {
    parts?: Partial<Parts>;
    host?: Partial<HostNeeds>;
    setUp?: boolean;
    dataDir?: string;
}): Promise<TestApp>;
