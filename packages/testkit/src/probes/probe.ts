/** A question to a running system, whose answer is everything that is wrong. */
export interface Probe {
  /** What must hold, as its anomalies are headed. */
  readonly name: string;
  /** One sentence for each thing that is wrong; empty when it holds. A check that throws has not been decided. */
  check(): Promise<readonly string[]>;
}
