/** One way to do it. `run` does it once and answers with how many per second, counted without what it prepares. */
export interface Subject {
  readonly name: string;
  run(): Promise<Rate>;
}

export interface Rate {
  readonly perSecond: number;
  readonly walBytes?: number;
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
}
