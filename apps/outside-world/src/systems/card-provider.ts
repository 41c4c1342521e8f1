import { z } from 'zod';
import type { LedgerEntry } from '../ledger/ledger.ts';
import { Refusal } from '../refusal.ts';
import { newId, operation, outsideSystem, type Outcome } from './outside-system.ts';
import { Amount, NotifyUrl, Reference } from './request-parts.ts';

const Capture = z.strictObject({
  reference: Reference,
  amount: Amount,
  cardToken: z.string().min(1),
  notifyUrl: NotifyUrl.optional(),
});

const Refund = z.strictObject({
  reference: Reference,
  captureId: z.string().min(1),
  amount: Amount,
  notifyUrl: NotifyUrl.optional(),
});

export const cardProvider = outsideSystem({
  name: 'card-provider',
  sendsWebhooks: true,
  operations: [
    operation({ path: 'captures', kind: 'capture', body: Capture, decide: capture }),
    operation({ path: 'refunds', kind: 'refund', body: Refund, decide: refund }),
  ],
  constraints: `
    create trigger if not exists refunds_stay_within_their_capture before insert on ledger
    when new.system = 'card-provider' and new.kind = 'refund'
    begin
      select raise(abort, 'more refunded than captured')
      from (
        select
          coalesce(sum(details ->> '$.amount.amount') filter (where kind = 'capture'), 0) as captured,
          coalesce(sum(details ->> '$.amount.amount') filter (where kind = 'refund'), 0) as refunded
        from ledger
        where system = new.system
          and reference = new.reference
          and details ->> '$.captureId' = new.details ->> '$.captureId'
          and details ->> '$.amount.currency' = new.details ->> '$.amount.currency'
      )
      where refunded + (new.details ->> '$.amount.amount') > captured;
    end;
  `,
});

function capture({ cardToken, amount }: z.infer<typeof Capture>): Outcome {
  const reason = reasonAgainst(cardToken);
  if (reason !== undefined) {
    return {
      kind: 'decline',
      details: { amount, cardToken, reason },
      answer: { status: 402, body: { result: 'declined', reason } },
      news: { event: 'declined', reason },
    };
  }
  const captureId = newId('capture');
  return {
    kind: 'capture',
    details: { captureId, amount, cardToken },
    answer: { status: 201, body: { result: 'captured', captureId, amount } },
    news: { event: 'captured', captureId, amount },
  };
}

function reasonAgainst(cardToken: string): string | undefined {
  if (cardToken.startsWith('tok_declined')) return 'card-declined';
  return cardToken.startsWith('tok_poor') ? 'insufficient-funds' : undefined;
}

function refund({ captureId, amount, reference }: z.infer<typeof Refund>, past: readonly LedgerEntry[]): Outcome {
  const captured = past.find((entry) => entry.kind === 'capture' && entry['captureId'] === captureId);
  if (captured === undefined)
    throw new Refusal(404, 'unknown-capture', `There is no capture ${captureId} with the reference ${reference}.`);
  refuseTooMuch(
    captured,
    past.filter((entry) => entry.kind === 'refund' && entry['captureId'] === captureId),
    amount,
  );
  const refundId = newId('refund');
  return {
    kind: 'refund',
    details: { refundId, captureId, amount },
    answer: { status: 201, body: { result: 'refunded', refundId, captureId, amount } },
    news: { event: 'refunded', refundId, captureId, amount },
  };
}

function refuseTooMuch(original: LedgerEntry, refunds: readonly LedgerEntry[], wanted: Amount): void {
  const captured = amountOf(original);
  const refunded = refunds.reduce((sum, entry) => sum + amountOf(entry).amount, 0);
  if (wanted.currency !== captured.currency)
    throw new Refusal(409, 'other-currency', `The capture was in ${captured.currency}, not in ${wanted.currency}.`);
  if (refunds.length > 0 && refunded === captured.amount)
    throw new Refusal(409, 'already-refunded', `All of the captured ${captured.amount} was refunded before.`);
  if (refunded + wanted.amount > captured.amount)
    throw new Refusal(409, 'more-than-captured', `Captured ${captured.amount}, refunded ${refunded} of it before.`);
}

function amountOf(entry: LedgerEntry): Amount {
  return Amount.parse(entry['amount']);
}
