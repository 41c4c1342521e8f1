import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { WebhookFate } from '../faults/fate.ts';
import { inTransaction } from '../storage/in-transaction.ts';
import type { Timing } from '../timing.ts';

export interface Webhook {
  readonly id: number;
  readonly system: string;
  readonly notifyUrl: string;
  /** Carries its `eventId`; a second copy carries the same one. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly state: 'waiting' | 'sent' | 'given-up';
  /** Waits until a later one of its system has been sent. */
  readonly held: boolean;
  readonly dueAt: string;
  readonly attempts: number;
  /** Why the last attempt failed. */
  readonly problem: string | null;
}

type NewWebhook = Pick<Webhook, 'system' | 'notifyUrl' | 'body'>;

export class WebhookOutbox {
  private readonly database: DatabaseSync;
  private readonly now: () => Date;
  private readonly timing: Timing;

  constructor(database: DatabaseSync, now: () => Date, timing: Timing) {
    this.database = database;
    this.now = now;
    this.timing = timing;
  }

  /** Written in the transaction of the effect that it tells. */
  write({ system, notifyUrl, body }: NewWebhook, { delayMs, copies, outOfOrder }: WebhookFate): void {
    const eventId = randomUUID();
    const held = outOfOrder && !this.isOneHeld(system);
    const dueAt = this.now().getTime() + (held ? this.timing.webhookHeldMs : delayMs);
    const insert = this.database.prepare(
      'insert into webhooks (event_id, system, notify_url, body, held, due_at) values (?,?,?,?,?,?)',
    );
    for (let copy = 0; copy < copies; copy += 1)
      insert.run(eventId, system, notifyUrl, JSON.stringify({ ...body, eventId }), Number(held), dueAt);
  }

  all(): Webhook[] {
    return this.database.prepare('select * from webhooks order by id').all().map(toWebhook);
  }

  nextOnes(count: number): Webhook[] {
    return this.database
      .prepare(`select * from webhooks where state = 'waiting' order by due_at, id limit ?`)
      .all(count)
      .map(toWebhook);
  }

  /** What it has overtaken may now go. */
  sent({ id, system }: Webhook): void {
    inTransaction(this.database, () => {
      this.database
        .prepare(`update webhooks set state = 'sent', held = 0, attempts = attempts + 1, problem = null where id = ?`)
        .run(id);
      this.database
        .prepare(`update webhooks set held = 0, due_at = ? where held = 1 and system = ? and id < ?`)
        .run(this.now().getTime(), system, id);
    });
  }

  failed({ id, attempts }: Webhook, problem: string): void {
    const state = attempts + 1 >= this.timing.webhookAttempts ? 'given-up' : 'waiting';
    const dueAt = this.now().getTime() + this.pauseAfter(attempts);
    this.database
      .prepare('update webhooks set state = ?, held = 0, attempts = attempts + 1, due_at = ?, problem = ? where id = ?')
      .run(state, dueAt, problem, id);
  }

  private pauseAfter(attempts: number): number {
    const { webhookFirstRetryMs, webhookLongestRetryMs } = this.timing;
    return Math.min(webhookFirstRetryMs * 2 ** Math.min(attempts, 30), webhookLongestRetryMs);
  }

  private isOneHeld(system: string): boolean {
    return this.database.prepare('select 1 from webhooks where held = 1 and system = ?').get(system) !== undefined;
  }
}

function toWebhook(row: Record<string, unknown>): Webhook {
  return {
    id: Number(row['id']),
    system: String(row['system']),
    notifyUrl: String(row['notify_url']),
    body: JSON.parse(String(row['body'])) as Webhook['body'],
    state: row['state'] as Webhook['state'],
    held: row['held'] === 1,
    dueAt: new Date(Number(row['due_at'])).toISOString(),
    attempts: Number(row['attempts']),
    problem: row['problem'] as string | null,
  };
}
