/** One way to do it. `run` does it once and answers with how many per second, counted without what it prepares. */
export interface Subject {
  readonly name: string;
  run(): Promise<Rate>;
}

export interface Rate {
  readonly perSecond: number;
  readonly walBytes?: number;
  /** From COMMIT to the broker's acknowledgement. */
  readonly p50Ms?: number;
  readonly p99Ms?: number;
  /** What a send takes the broker: a distribution of its own, to stand beside the one of messages. */
  readonly sendP99Ms?: number;
  /** From COMMIT to the beginning of the send that took it: for each message its own time less that of its own send. */
  readonly p99UntilSendMs?: number;
  /** What the table of the outbox has on disk after a drain, for each message that went through it. */
  readonly tableBytes?: number;
  /** Dead rows in the outbox at the end. */
  readonly deadRows?: number;
  /** Milliseconds in each kind of call, and in all of it. */
  readonly spentMs?: Readonly<Record<string, number>>;
}

/** Everything that a group is measured with. */
export interface Sizes {
  /** What a measurement of a fixed time takes. */
  readonly forMs: number;
  /** Multiplies every number of messages. */
  readonly scale: number;
  readonly rounds: number;
  /** How long a snapshot is open before it is measured what that does. */
  readonly openMs: number;
  /** There and back again, after a round that does not count; otherwise once, as it is. */
  readonly isBothWays: boolean;
}

/** How many messages of so many, at this size. */
export function scaled(messages: number, { scale }: Pick<Sizes, 'scale'>, least = 100): number {
  return Math.max(least, Math.round(messages * scale));
}
