import type { Timing } from '../timing.ts';
import type { Webhook, WebhookOutbox } from './webhook-outbox.ts';

const atMostAtOnce = 16;
// Those under way are among them.
const lookAhead = 4 * atMostAtOnce;

/**
 * Sends what is due, each one until its receiver has answered with 2xx, and in no promised order. A crash between the
 * answer and its record sends a webhook again: receivers must bear that in any case.
 */
export class WebhookSender {
  private readonly outbox: WebhookOutbox;
  private readonly secrets: Readonly<Record<string, string>>;
  private readonly now: () => Date;
  private readonly timing: Timing;
  private readonly ending = new AbortController();
  private readonly underWay = new Map<number, Promise<void>>();
  private timer: NodeJS.Timeout | undefined;

  constructor(outbox: WebhookOutbox, secrets: Readonly<Record<string, string>>, now: () => Date, timing: Timing) {
    this.outbox = outbox;
    this.secrets = secrets;
    this.now = now;
    this.timing = timing;
  }

  /** Looks for what is due, and sets the timer for what is not. Called after every change. */
  wake(): void {
    if (this.ending.signal.aborted) return;
    clearTimeout(this.timer);
    const idle = this.outbox.nextOnes(lookAhead).filter(({ id }) => !this.underWay.has(id));
    const due = idle.filter((webhook) => this.msUntil(webhook) <= 0);
    for (const webhook of due.slice(0, atMostAtOnce - this.underWay.size)) this.send(webhook);
    const next = idle.find((webhook) => this.msUntil(webhook) > 0);
    if (next !== undefined) this.timer = setTimeout(() => this.wake(), this.msUntil(next));
  }

  /** What is under way is broken off and stays in the outbox. */
  async stop(): Promise<void> {
    clearTimeout(this.timer);
    this.ending.abort();
    await Promise.all(this.underWay.values());
  }

  private send(webhook: Webhook): void {
    const sending = this.post(webhook)
      .then((problem) => this.record(webhook, problem))
      .finally(() => {
        this.underWay.delete(webhook.id);
        this.wake();
      });
    this.underWay.set(webhook.id, sending);
  }

  private record(webhook: Webhook, problem: string | undefined): void {
    if (problem === undefined) this.outbox.sent(webhook);
    else if (!this.ending.signal.aborted) this.outbox.failed(webhook, problem);
  }

  private async post({ system, notifyUrl, body }: Webhook): Promise<string | undefined> {
    try {
      const response = await fetch(notifyUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${this.secrets[system] ?? ''}` },
        body: JSON.stringify(body),
        redirect: 'manual',
        signal: AbortSignal.any([this.ending.signal, AbortSignal.timeout(this.timing.webhookTimeoutMs)]),
      });
      await response.body?.cancel();
      return response.ok ? undefined : `answered with ${response.status}`;
    } catch (error) {
      return problemOf(error);
    }
  }

  private msUntil({ dueAt }: Webhook): number {
    return Date.parse(dueAt) - this.now().getTime();
  }
}

function problemOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error && 'code' in cause ? `${error.message}: ${String(cause.code)}` : error.message;
}
