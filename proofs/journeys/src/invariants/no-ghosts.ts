import { ghosts, onceEach } from '@holdfast/testkit';
import { allSaid, idsIn, type Evidence } from '../evidence/evidence.ts';
import { entriesOf, orderIn, type OutsideEntry } from '../evidence/outside-ledgers.ts';
import type { Invariant } from './invariant.ts';

/** Nothing happens for an order that nobody placed; outside, each customer is written to once, and gets a parcel once if the order settled. */
export const noGhosts: Invariant = {
  name: 'no ghosts',
  judge: (evidence) => [
    ...ghosts(evidence.accepted, ordersSpokenOf(evidence), 'message about'),
    ...ghosts(
      evidence.accepted,
      evidence.orders.map(({ id }) => id),
      'row of order',
    ),
    ...outsideGhosts(evidence),
    ...onceEach(noticesWanted(evidence), referencesOf(evidence, 'message'), 'mail for'),
    ...onceEach(idsIn(evidence, 'settled'), referencesOf(evidence, 'shipment'), 'parcel for'),
  ],
};

function ordersSpokenOf(evidence: Evidence): string[] {
  return allSaid(evidence).map(({ subject }) => subject);
}

function outsideGhosts({ accepted, outside }: Evidence): string[] {
  return Object.entries(outside).flatMap(([system, entries]: [string, readonly OutsideEntry[]]) =>
    ghosts(
      accepted,
      entries.map(({ reference }) => orderIn(reference)),
      `something in the ledger of ${system} for`,
    ),
  );
}

function noticesWanted(evidence: Evidence): string[] {
  return [
    ...idsIn(evidence, 'settled').map((id) => `${id}/confirmed`),
    ...idsIn(evidence, 'cancelled').map((id) => `${id}/cancelled`),
  ];
}

function referencesOf({ outside }: Evidence, kind: OutsideEntry['kind']): string[] {
  return entriesOf(outside, kind).map(({ reference }) => reference);
}
