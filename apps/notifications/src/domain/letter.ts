import { format } from '@holdfast/contract-kit/money';
import type { Cancelled, Confirmed, Line, Notice } from './notice.ts';
import { reasonInWords } from './reason-in-words.ts';

export interface Letter {
  readonly subject: string;
  readonly text: string;
}

/** What a notice reads like. */
export function letterOf(notice: Notice): Letter {
  switch (notice.kind) {
    case 'confirmed':
      return { subject: `Your order ${notice.orderId} is confirmed`, text: written(notice, confirmation(notice)) };
    case 'cancelled':
      return { subject: `Your order ${notice.orderId} is cancelled`, text: written(notice, cancellation(notice)) };
  }
}

function confirmation({ lines, amount, address }: Confirmed): string[] {
  return [
    `thank you. We have charged ${format(amount)} and will send you:`,
    lines.map(inWords).join('\n'),
    `It goes to: ${address}`,
  ];
}

function cancellation({ reason }: Cancelled): string[] {
  return [
    `your order is cancelled, because ${reasonInWords(reason)}.`,
    'Nothing will be sent. If we had charged your card, the money is on its way back to you.',
  ];
}

function written({ customer, orderId }: Notice, paragraphs: readonly string[]): string {
  return [`Dear ${customer.name},`, ...paragraphs, `Your order number is ${orderId}.`].join('\n\n');
}

function inWords({ article, quantity }: Line): string {
  return `  ${quantity} x ${article}`;
}
