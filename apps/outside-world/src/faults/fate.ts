/** What the fault switches make of one call. */
export interface Fate {
  readonly refuse: boolean;
  readonly delayMs: number;
  readonly withholdAnswer: boolean;
  readonly doNothing: boolean;
  readonly keyMemoryMs: number;
  readonly webhook: WebhookFate;
}

export interface WebhookFate {
  readonly delayMs: number;
  readonly copies: 0 | 1 | 2;
  readonly outOfOrder: boolean;
}
