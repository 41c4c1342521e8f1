import type { Advanced, Payment, PaymentCommand, PaymentFact } from '../src/domain/payment.ts';
import {
  amount,
  aPayment,
  capture,
  cardCharged,
  cardDeclined,
  cardRefunded,
  chargeAbandoned,
  chargeAsked,
  refund,
  refundAbandoned,
  refundAsked,
} from './a-payment.ts';

export type Before = Payment | undefined;
export type Then = Advanced | 'impossible';

const asked = amount;
const none = undefined;
const charging = aPayment('charging');
const cancelling = aPayment('cancelling');
const captured = aPayment('captured');
const declined = aPayment('declined');
const abandoned = aPayment('abandoned');
const refunding = aPayment('refunding');
const refunded = aPayment('refunded');
const owed = aPayment('owed');

const chargeCard: PaymentCommand = { type: 'charge-card', amount, cardToken: 'tok_visa_ok' };
const refundCard: PaymentCommand = { type: 'refund-card', capture };
const sayCaptured: PaymentCommand = { type: 'say-captured', capture };
const sayDeclined: PaymentCommand = { type: 'say-declined', reason: 'card-declined' };
const sayAbandoned: PaymentCommand = { type: 'say-abandoned' };
const sayRefunded: PaymentCommand = { type: 'say-refunded', refund };

const now = (payment: Payment, ...commands: PaymentCommand[]): Advanced => ({ payment, commands });
const abandonedCharge: Payment = { state: 'abandoned', asked };
const impossible = 'impossible';

/** What becomes of every payment with every fact. */
export const table: readonly [Before, PaymentFact, Then][] = [
  [none, chargeAsked, now({ state: 'charging', asked }, chargeCard)],
  [none, refundAsked, now({ state: 'abandoned' }, sayAbandoned)],
  [none, cardCharged, impossible],
  [none, cardDeclined, impossible],
  [none, chargeAbandoned, impossible],
  [none, cardRefunded, impossible],
  [none, refundAbandoned, impossible],

  [charging, chargeAsked, now(charging)],
  [charging, refundAsked, now({ state: 'cancelling', asked })],
  [charging, cardCharged, now({ state: 'captured', asked, capture }, sayCaptured)],
  [charging, cardDeclined, now({ state: 'declined', asked, reason: 'card-declined' }, sayDeclined)],
  [charging, chargeAbandoned, now(abandonedCharge, sayAbandoned)],
  [charging, cardRefunded, impossible],
  [charging, refundAbandoned, impossible],

  [cancelling, chargeAsked, now(cancelling)],
  [cancelling, refundAsked, now(cancelling)],
  [cancelling, cardCharged, now({ state: 'refunding', asked, capture }, sayCaptured, refundCard)],
  [cancelling, cardDeclined, now({ state: 'declined', asked, reason: 'card-declined' }, sayDeclined)],
  [cancelling, chargeAbandoned, now(abandonedCharge, sayAbandoned)],
  [cancelling, cardRefunded, impossible],
  [cancelling, refundAbandoned, impossible],

  [captured, chargeAsked, now(captured, sayCaptured)],
  [captured, refundAsked, now({ state: 'refunding', asked, capture }, refundCard)],
  [captured, cardCharged, impossible],
  [captured, cardDeclined, impossible],
  [captured, chargeAbandoned, impossible],
  [captured, cardRefunded, impossible],
  [captured, refundAbandoned, impossible],

  [refunding, chargeAsked, now(refunding)],
  [refunding, refundAsked, now(refunding)],
  [refunding, cardCharged, impossible],
  [refunding, cardDeclined, impossible],
  [refunding, chargeAbandoned, impossible],
  [refunding, cardRefunded, now({ state: 'refunded', asked, capture, refund }, sayRefunded)],
  [refunding, refundAbandoned, now({ state: 'owed', asked, capture })],

  [refunded, chargeAsked, now(refunded, sayRefunded)],
  [refunded, refundAsked, now(refunded, sayRefunded)],
  [refunded, cardCharged, impossible],
  [refunded, cardDeclined, impossible],
  [refunded, chargeAbandoned, impossible],
  [refunded, cardRefunded, impossible],
  [refunded, refundAbandoned, impossible],

  [owed, chargeAsked, now(owed)],
  [owed, refundAsked, now(owed)],
  [owed, cardCharged, impossible],
  [owed, cardDeclined, impossible],
  [owed, chargeAbandoned, impossible],
  [owed, cardRefunded, impossible],
  [owed, refundAbandoned, impossible],

  [declined, chargeAsked, now(declined, sayDeclined)],
  [declined, refundAsked, now(declined, sayDeclined)],
  [declined, cardCharged, impossible],
  [declined, cardDeclined, impossible],
  [declined, chargeAbandoned, impossible],
  [declined, cardRefunded, impossible],
  [declined, refundAbandoned, impossible],

  [abandoned, chargeAsked, now(abandoned, sayAbandoned)],
  [abandoned, refundAsked, now(abandoned, sayAbandoned)],
  [abandoned, cardCharged, impossible],
  [abandoned, cardDeclined, impossible],
  [abandoned, chargeAbandoned, impossible],
  [abandoned, cardRefunded, impossible],
  [abandoned, refundAbandoned, impossible],
];

export const stateOf = (payment: Before): Payment['state'] | 'none' => payment?.state ?? 'none';
