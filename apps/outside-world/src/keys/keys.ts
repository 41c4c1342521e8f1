import type { DatabaseSync } from 'node:sqlite';
import type { Answer } from '../answer.ts';

export type KnownKey =
  | { readonly state: 'done'; readonly request: string; readonly answer: Answer }
  | { readonly state: 'cancelled' };

export class Keys {
  private readonly database: DatabaseSync;
  private readonly now: () => Date;

  constructor(database: DatabaseSync, now: () => Date) {
    this.database = database;
    this.now = now;
  }

  find(system: string, key: string): KnownKey | undefined {
    const known = 'select * from keys where system = ? and key = ? and (expires_at is null or expires_at > ?)';
    const row = this.database.prepare(known).get(system, key, this.now().getTime());
    if (row === undefined) return undefined;
    if (row['state'] === 'cancelled') return { state: 'cancelled' };
    return { state: 'done', request: String(row['request']), answer: JSON.parse(String(row['answer'])) as Answer };
  }

  remember(system: string, key: string, done: { request: string; answer: Answer; memoryMs: number }): void {
    const expiresAt = this.now().getTime() + done.memoryMs;
    this.database
      .prepare(
        `insert or replace into keys (system, key, state, request, answer, expires_at) values (?,?,'done',?,?,?)`,
      )
      .run(system, key, done.request, JSON.stringify(done.answer), expiresAt);
  }

  /** Never expires: whoever was told that nothing will happen any more may rely on it. */
  cancel(system: string, key: string): void {
    this.database.prepare(`insert or replace into keys (system, key, state) values (?,?,'cancelled')`).run(system, key);
  }

  /** All keys under which something was done. */
  forget(system: string): void {
    this.database.prepare(`delete from keys where system = ? and state = 'done'`).run(system);
  }
}
