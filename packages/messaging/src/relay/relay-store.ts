/** A committed message that the broker has not acknowledged yet. */
export interface WaitingRow {
  readonly id: bigint;
  readonly messageId: string;
  readonly topic: string;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: Uint8Array;
}

/** The right to send, and which term of it: a takeover begins the next. */
export interface Lease {
  readonly owner: string;
  readonly epoch: bigint;
}

/** What a look at the outbox shows. */
export interface Look {
  /** How long the row with the lowest id has waited; undefined when there is none. */
  readonly oldestAgeMs: number | undefined;
  /** Who may send, and how long still; undefined when nobody may. */
  readonly holder: { readonly owner: string; readonly leftMs: number } | undefined;
}

/** What a turn begins with. */
export interface Selection {
  readonly lease: Lease;
  readonly rows: readonly WaitingRow[];
}

/** The outbox as a relay sees it. Every implementation passes `relayStoreBehaviour`. All time is the database's. */
export interface RelayStore {
  /** Changes nothing and locks nothing. What it shows may be over when it is read. */
  look(): Promise<Look>;
  /**
   * In one transaction: takes the lease for `leaseMs`, or renews it, and under it reads the lowest `limit` ids of *all*
   * committed rows, in their sequence. Undefined while somebody else holds the lease.
   */
  select(owner: string, size: { readonly leaseMs: number; readonly limit: number }): Promise<Selection | undefined>;
  /**
   * In one transaction: deletes exactly these rows, each by its id *and* its message id, unless the lease is not ours any
   * more. `lease-lost` means that nothing was deleted.
   */
  remove(lease: Lease, acked: readonly Acked[]): Promise<'removed' | 'lease-lost'>;
  /** Gives the lease back, if it is still ours, so that the next owner need not wait it out. */
  release(owner: string): Promise<void>;
}

/** A row that the broker has acknowledged. */
export type Acked = Pick<WaitingRow, 'id' | 'messageId'>;
