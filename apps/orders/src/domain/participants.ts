import type { ParticipantFact, PaymentFact, PricingFact, ScreeningFact, StockFact } from './checkout-fact.ts';

/** How far each participant is with taking back what it was commanded. */
export interface Participants {
  readonly pricing: 'asked' | 'priced' | 'refused';
  readonly stock: 'not-asked' | 'releasing' | 'released' | 'refused' | 'lost';
  readonly screening: 'not-asked' | 'asked' | 'answered';
  /** `withdrawing` until it is known whether something was captured, `refunding` once something was. */
  readonly payment: 'not-asked' | 'withdrawing' | 'refunding' | 'refunded' | 'declined' | 'abandoned';
}

/** How far the participant that says this is now; undefined if it cannot be true. */
export function afterAnswer(participants: Participants, { type }: ParticipantFact): Partial<Participants> | undefined {
  const who = whoSays[type];
  const table: Record<string, Partial<Record<string, string>>> = answers[who];
  const after = table[participants[who]]?.[type];
  return after === undefined ? undefined : { [who]: after };
}

/** Those who still owe an answer. */
export function openIn({ pricing, stock, screening, payment }: Participants): (keyof Participants)[] {
  const all = Object.entries({ pricing, stock, screening, payment });
  return all.flatMap(([who, how]) => (open.has(how) ? [who as keyof Participants] : []));
}

const open = new Set<string>(['asked', 'releasing', 'withdrawing', 'refunding']);

type Answers<State extends string, Fact extends ParticipantFact> = Record<State, Partial<Record<Fact['type'], State>>>;

const nothingWasTaken = { 'payment-declined': 'declined', 'payment-abandoned': 'abandoned' } as const;

// A success that comes when nothing should be standing any more opens the participant again.
const answers: {
  readonly pricing: Answers<Participants['pricing'], PricingFact>;
  readonly stock: Answers<Participants['stock'], StockFact>;
  readonly screening: Answers<Participants['screening'], ScreeningFact>;
  readonly payment: Answers<Participants['payment'], PaymentFact>;
} = {
  pricing: {
    asked: { 'order-priced': 'priced', 'pricing-refused': 'refused' },
    priced: { 'order-priced': 'priced' },
    refused: { 'pricing-refused': 'refused' },
  },
  stock: {
    'not-asked': {},
    releasing: { 'stock-reserved': 'releasing', 'stock-refused': 'releasing', 'stock-released': 'released' },
    released: { 'stock-reserved': 'releasing', 'stock-refused': 'released', 'stock-released': 'released' },
    refused: { 'stock-reserved': 'releasing', 'stock-refused': 'refused' },
    lost: { 'stock-reserved': 'lost', 'stock-refused': 'lost', 'reservation-lost': 'lost' },
  },
  screening: {
    'not-asked': {},
    asked: { 'order-screened': 'answered' },
    answered: { 'order-screened': 'answered' },
  },
  payment: {
    'not-asked': {},
    withdrawing: { 'payment-captured': 'refunding', 'payment-refunded': 'refunded', ...nothingWasTaken },
    refunding: { 'payment-captured': 'refunding', 'payment-refunded': 'refunded' },
    refunded: { 'payment-captured': 'refunding', 'payment-refunded': 'refunded' },
    declined: { 'payment-captured': 'refunding', ...nothingWasTaken },
    abandoned: { 'payment-captured': 'refunding', ...nothingWasTaken },
  },
};

const whoSays: Record<ParticipantFact['type'], keyof Participants> = {
  'order-priced': 'pricing',
  'pricing-refused': 'pricing',
  'stock-reserved': 'stock',
  'stock-refused': 'stock',
  'stock-released': 'stock',
  'stock-committed': 'stock',
  'reservation-lost': 'stock',
  'order-screened': 'screening',
  'payment-captured': 'payment',
  'payment-declined': 'payment',
  'payment-abandoned': 'payment',
  'payment-refunded': 'payment',
};
