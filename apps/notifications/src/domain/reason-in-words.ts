/** The rest of "because …". A reason that nobody has put into words yet is shown as it came. */
export function reasonInWords(reason: string): string {
  if (Object.hasOwn(words, reason)) return words[reason]!;
  if (reason.endsWith('-overdue')) return 'it took us too long to carry it out';
  return `it could not be carried out (${reason})`;
}

const setAsideIsGone = 'what was set aside for it is gone';

const words: Record<string, string> = {
  'unknown-article': 'we do not sell one of its articles',
  'two-currencies': 'its articles are sold in two currencies, and one order can have only one',
  'out-of-stock': 'we do not have enough of what you ordered',
  'was-released': setAsideIsGone,
  'was-refused': setAsideIsGone,
  'was-lost': setAsideIsGone,
  'never-reserved': setAsideIsGone,
  'risk-declined': 'we cannot accept it',
  'screening-unavailable': 'we could not check it in time',
  'card-declined': 'your card was declined',
  'insufficient-funds': 'your card does not cover the amount',
  'payment-abandoned': 'your card could not be charged in time',
  'cancelled-by-customer': 'you asked for that',
};
