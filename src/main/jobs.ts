/** What goes on beside the windows: a backup at night, a message to send. */
export interface Job {
  /** Every few seconds; starts what is due and returns at once. Not called where nothing may be written. */
  tick(): void;
  /** Begins nothing new, and settles when nothing is under way any more. */
  stop(): Promise<void>;
}
