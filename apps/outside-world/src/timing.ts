/** Every time that the outside world waits by itself. Tests shorten them. */
export interface Timing {
  /** How long an idempotency key is remembered, unless the switch `keyMemoryMs` says otherwise. */
  readonly keyMemoryMs: number;
  /** How long a withheld answer keeps the connection open, if the caller does not hang up before. */
  readonly withholdMs: number;
  /** From an effect to its webhook, unless the switch `webhook.delayMs` says otherwise. */
  readonly webhookDelayMs: number;
  /** How long a webhook that is sent out of order waits for a later one to overtake it. */
  readonly webhookHeldMs: number;
  /** How long a receiver of a webhook may take to answer. */
  readonly webhookTimeoutMs: number;
  /** The pause after the first failure; it doubles with each further one, up to `webhookLongestRetryMs`. */
  readonly webhookFirstRetryMs: number;
  readonly webhookLongestRetryMs: number;
  /** So often a webhook is tried, and then given up: five minutes or so, not counting those in which nothing runs. */
  readonly webhookAttempts: number;
}

export const ordinaryTiming: Timing = {
  keyMemoryMs: 24 * 60 * 60_000,
  withholdMs: 60_000,
  webhookDelayMs: 200,
  webhookHeldMs: 30_000,
  webhookTimeoutMs: 5_000,
  webhookFirstRetryMs: 250,
  webhookLongestRetryMs: 5_000,
  webhookAttempts: 64,
};
