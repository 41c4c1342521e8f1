/** An event as whoever wrote it knows it. */
export interface Written {
  readonly id: string;
  /** Whose event it is. */
  readonly key: string;
}

/** What really happened to the database, kept outside it. */
export class Ledger {
  /** In the sequence of their commits. */
  committed: readonly Written[] = [];
  /** Committed, and taken back by a restore. Whoever has heard of them keeps them, which nobody can mend. */
  readonly takenBack = new Set<string>();
  /** An operator has decided that they have no effect. */
  readonly dropped = new Set<string>();

  commits(written: Written): void {
    this.committed = [...this.committed, written];
  }

  restores(committed: readonly Written[]): void {
    const kept = new Set(committed.map(({ id }) => id));
    for (const { id } of this.committed) if (!kept.has(id)) this.takenBack.add(id);
    this.committed = committed;
  }

  key(): unknown {
    return [this.committed.map(({ id }) => id), [...this.takenBack], [...this.dropped]];
  }
}
