import { balanced, type Balance } from '@holdfast/testkit';
import { OrderPlaced } from '@shop/contracts-orders';
import { idsIn, saidOf, type Evidence } from '../evidence/evidence.ts';
import { entriesOf, type Line } from '../evidence/outside-ledgers.ts';
import type { Invariant } from './invariant.ts';

/** No piece of an article comes from nowhere or goes nowhere, and what has left the house is what settled orders asked for. */
export const stock: Invariant = {
  name: 'stock',
  judge: (evidence) => [
    ...(evidence.stock.length === 0 ? ['the warehouse has no articles at all'] : []),
    ...balanced(conserved(evidence), 'pieces'),
    ...balanced(unbound(evidence), 'pieces'),
    ...balanced(shippedForSettled(evidence), 'pieces shipped'),
    ...balanced(sentForSettled(evidence), 'pieces in the parcel'),
    ...below(evidence),
  ],
};

function conserved({ stock: articles }: Evidence): Balance[] {
  return articles.map(({ article, initial, onHand, reserved, committed, shipped }) => ({
    of: article,
    wanted: initial,
    found: onHand + reserved + committed + shipped,
  }));
}

/** In a quiet shop every order has ended: nothing is set aside, and nothing waits for its parcel. */
function unbound({ stock: articles }: Evidence): Balance[] {
  return articles.flatMap(({ article, reserved, committed }) => [
    { of: `${article} that are reserved`, wanted: 0, found: reserved },
    { of: `${article} that are committed`, wanted: 0, found: committed },
  ]);
}

function shippedForSettled(evidence: Evidence): Balance[] {
  const ordered = piecesOf([...linesOfSettled(evidence).values()].flat());
  const shipped = new Map(evidence.stock.map((row) => [row.article, row.shipped]));
  return compared(ordered, shipped, (article) => article);
}

/** By the carrier's own ledger. */
function sentForSettled(evidence: Evidence): Balance[] {
  return [...linesOfSettled(evidence)].flatMap(([id, lines]) => {
    const sent = entriesOf(evidence.outside, 'shipment', id).flatMap((shipment) => shipment.lines ?? []);
    return compared(piecesOf(lines), piecesOf(sent), (article) => `${id}, ${article}`);
  });
}

function linesOfSettled(evidence: Evidence): ReadonlyMap<string, readonly Line[]> {
  const settled = new Set(idsIn(evidence, 'settled'));
  const placed = saidOf(evidence, OrderPlaced).filter(({ subject }) => settled.has(subject));
  return new Map(placed.map(({ subject, data }) => [subject, data.lines]));
}

function piecesOf(lines: readonly Line[]): ReadonlyMap<string, number> {
  const pieces = new Map<string, number>();
  for (const { article, quantity } of lines) pieces.set(article, (pieces.get(article) ?? 0) + quantity);
  return pieces;
}

function compared(
  wanted: ReadonlyMap<string, number>,
  found: ReadonlyMap<string, number>,
  of: (article: string) => string,
): Balance[] {
  return [...new Set([...wanted.keys(), ...found.keys()])].map((article) => ({
    of: of(article),
    wanted: wanted.get(article) ?? 0,
    found: found.get(article) ?? 0,
  }));
}

function below({ stock: articles }: Evidence): string[] {
  return articles
    .filter((row) => Math.min(row.onHand, row.reserved, row.committed, row.shipped) < 0)
    .map((row) => `below nothing: ${JSON.stringify(row)}`);
}
