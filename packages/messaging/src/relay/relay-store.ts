import type { Most } from './within-bytes.ts';

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
  /** How many keys are parked; their rows wait in `outbox_parked` and do not count for `oldestAgeMs`. */
  readonly parkedKeys: number;
  /** Whether an operator has asked for something that only a relay may do: a key is to be released. */
  readonly isAsked: boolean;
}

/** A row as one statement shows it together with the marks. */
export interface SelectedRow extends WaitingRow {
  /** Its key is parked: it is not sent, and moves to `outbox_parked` when the selection is concluded. */
  readonly isMarked: boolean;
}

/** For how long the lease is taken, and how much is selected under it. */
export interface SelectionSize extends Most {
  readonly leaseMs: number;
}

/** What a turn begins with. */
export interface Selection {
  readonly lease: Lease;
  /** The lowest ids of *all* rows, in their sequence. */
  readonly rows: readonly SelectedRow[];
  /** What the store needs to know again when this selection is concluded; nobody else reads it. */
  readonly at?: unknown;
}

/** A parked row whose key an operator has released, or a void record in the place of one that was dropped. */
export interface ParkedRow extends WaitingRow {
  /** Dropped: what is sent in its place has its message id and no content. */
  readonly isVoid: boolean;
}

/** The outbox as a relay sees it. Every implementation passes `relayStoreBehaviour`. All time is the database's. */
export interface RelayStore {
  /** Changes nothing and locks nothing. What it shows may be over when it is read. */
  look(): Promise<Look>;
  /**
   * In one transaction: takes the lease for `leaseMs`, or renews it, and under it reads the lowest `limit` ids of *all*
   * committed rows with the marks of their keys, rows and marks in one statement. It reads no further than the row whose
   * payload brings them all to `bytes`, so that a backlog of large messages fits into memory. Undefined while somebody else holds the
   * lease. Throws {@link DatabaseChanged} and takes nothing if this is not the database that the lease was written in.
   */
  select(owner: string, size: SelectionSize): Promise<Selection | undefined>;
  /**
   * In one transaction, unless the lease is not ours any more, for the first `count` rows of the selection: deletes exactly
   * those that are not marked, all of which the broker has acknowledged, each by its id *and* its message id; and moves
   * what is visible of the keys of the marked ones to `outbox_parked`, joined to their marks. `lease-lost` means that
   * nothing was changed, and so does `marks-gone`, after which the rows are selected again.
   */
  conclude(selection: Selection, count: number): Promise<'concluded' | 'lease-lost' | 'marks-gone'>;
  /**
   * In one transaction: marks the key of a row that the broker has refused for good, and moves every visible row of it.
   * `gone` means that there was none any more, and that nothing was changed.
   */
  park(lease: Lease, row: WaitingRow, reason: string): Promise<'parked' | 'lease-lost' | 'gone'>;
  /**
   * The lowest `limit` ids of the parked rows whose keys are released, no further than `bytes`; the lease is checked, and
   * nothing is changed.
   */
  released(lease: Lease, most: Most): Promise<readonly ParkedRow[] | 'lease-lost'>;
  /**
   * In one transaction: deletes exactly these parked rows, which the broker has acknowledged, and takes away the marks of
   * their keys that have none left.
   */
  concludeReleased(lease: Lease, acked: readonly ParkedRow[]): Promise<'concluded' | 'lease-lost'>;
  /**
   * In one transaction: marks the key of a released row again, which the broker has refused once more. `gone` means that
   * the row was not there any more, and that nothing was changed.
   */
  parkAgain(lease: Lease, row: ParkedRow, reason: string): Promise<'parked' | 'lease-lost' | 'gone'>;
  /** Gives the lease back, if it is still ours, so that the next owner need not wait it out. */
  release(owner: string): Promise<void>;
}

/**
 * This is not the database that the lease was written in: a backup was restored, or a standby was promoted. What was sent
 * since then may be sent again, which is harmless; what was committed since then and is not here any more stays downstream,
 * which somebody has to know.
 */
export class DatabaseChanged extends Error {
  readonly code = 'database-changed';

  constructor({ was, is }: { was: string; is: string }) {
    super(
      `The outbox was last emptied in the database ${was}, and this is ${is}: a backup was restored, or a standby promoted. ` +
        'Read docs/runbooks/database-restored.md, then let the relay go on: ./holdfast messages restored <service> --because "…".',
    );
  }
}
