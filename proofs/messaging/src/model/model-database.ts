import type { ConsumerStore, Place } from '@holdfast/messaging';
import type { WorkEngine } from '@holdfast/work';

/** The database of one history: one consumer's rows, their effects, and what an operator may do. */
export interface ModelDatabase {
  readonly consumer: string;
  /** What a process that is started gets of it. `fails` is asked before each effect and throws for those that fail. */
  connect(fails: (event: string) => void): Connection;
  /** Everything that is committed, as it is at one moment. */
  stored(): Promise<Stored>;
  /** Waits, as an operator does, for whoever has the row in hand. */
  release(place: Place, key: string): Promise<unknown>;
  /** Drops the first message of a key that is not dropped yet, if there is one. */
  drop(place: Place, key: string): Promise<'dropped' | 'gone'>;
  askReplay(range: Asked): Promise<unknown>;
  /** Nobody is connected any more, and no operator waits. */
  close(): Promise<unknown>;
}

/** The store and the engine of one process, on connections of its own. The scope of its handlers has `grows`. */
export interface Connection {
  readonly store: ConsumerStore;
  // oxlint-disable-next-line typescript/no-explicit-any -- what a scope holds is the handlers' business
  readonly engine: Pick<WorkEngine<any>, 'service' | 'anonymous' | 'transact' | 'transactTogether' | 'read'>;
  /** The process is gone: what it has open is rolled back, and nothing that it does from here on counts. */
  break(): void;
}

/** What is stored at one moment. */
export interface Stored {
  readonly positions: readonly { readonly partition: number; readonly next: number }[];
  readonly parked: readonly { readonly key: string; readonly event: string; readonly isDead: boolean }[];
  /** How many replays are asked for and not over. */
  readonly replays: number;
  /** The events that had their effect, in its sequence. */
  readonly had: readonly string[];
  /** The events of which an operator has decided that they have none. */
  readonly dropped: readonly string[];
}

/** A replay that an operator asks for; `to` is not part of it. */
export interface Asked {
  readonly place: Place;
  readonly from: bigint;
  readonly to: bigint;
  readonly again: boolean;
  readonly perSecond: number;
}

export const nothingStored: Stored = { positions: [], parked: [], replays: 0, had: [], dropped: [] };
