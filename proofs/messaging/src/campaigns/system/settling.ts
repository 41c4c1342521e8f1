import { setTimeout as wait } from 'node:timers/promises';
import { kafkajsBroker } from '@holdfast/messaging';
import { sql } from 'kysely';
import type { Attendant } from './attendant.ts';
import { progressOf } from './ledgers.ts';
import type { TwoServices } from './two-services.ts';
import { unlessAway } from './unless-away.ts';

/**
 * Resolves when nothing is on its way any more, or when nothing has moved for a while; answers which. Attends to what waits
 * for a person.
 */
export async function settle(
  two: TwoServices,
  attendant: Attendant,
  { patienceMs, signal, tell }: { patienceMs: number; signal: AbortSignal; tell: (line: string) => void },
): Promise<'settled' | 'not settled'> {
  let before = '';
  let movedAt = performance.now();
  while (performance.now() - movedAt < patienceMs) {
    signal.throwIfAborted();
    await attendant.goRound().catch(unlessAway);
    const left = await whatIsLeft(two).catch(unlessAway);
    if (left && Object.values(left).every((count) => count === 0)) return 'settled';
    const now = JSON.stringify([left, await progressOf(two).catch(unlessAway)]);
    if (now !== before) {
      tell(`settling: ${left ? described(left) : 'the database does not answer'}`);
      movedAt = performance.now();
    }
    before = now;
    await wait(1_000);
  }
  return 'not settled';
}

function described(left: Readonly<Record<string, number>>): string {
  return Object.entries(left)
    .filter(([, count]) => count > 0)
    .map(([what, count]) => `${count} ${what}`)
    .join(', ');
}

/** What is on its way or waits, counted. All of it is 0 when nothing can happen any more. */
async function whatIsLeft(two: TwoServices): Promise<Record<string, number>> {
  const left: Record<string, number> = {};
  for (const service of ['garden', 'library'] as const) {
    const { rows } = await sql<Record<string, number>>`
      select (select count(*)::int from holdfast.outbox) as unsent,
             (case when holdfast.oldest_outbox_event() is null then 0 else 1 end) as ticks,
             (select count(*)::int from holdfast.outbox_parked_key) as "unsent keys",
             (select count(*)::int from holdfast.consumer_parked) as parked,
             (select count(*)::int from holdfast.consumer_replay where state = 'asked') as replays`.execute(
      two.owner[service],
    );
    for (const [what, count] of Object.entries(rows[0]!)) left[`${what} in ${service}`] = count;
  }
  const behindOf = async (service: 'garden' | 'library', place: { consumer: string; topic: string }) => {
    left[`behind in ${place.consumer}`] = Number(await behind(two, service, place));
  };
  await behindOf('library', { consumer: 'library.diary', topic: 'garden.events' });
  await behindOf('garden', { consumer: 'garden.echo', topic: 'library.events' });
  return left;
}

/** How many records a consumer has before it. */
async function behind(
  { settings, owner }: TwoServices,
  service: 'garden' | 'library',
  { consumer, topic }: { consumer: string; topic: string },
): Promise<bigint> {
  const broker = kafkajsBroker({ clientId: 'campaign', ...settings[service].kafka });
  try {
    const ends = await Promise.all([0, 1, 2].map((partition) => broker.range({ topic, partition })));
    const { rows } = await sql<{ sum: string }>`
      select coalesce(sum(next_offset), 0) as sum from holdfast.consumer_position where consumer = ${consumer}`.execute(
      owner[service],
    );
    return ends.reduce((sum, { next }) => sum + next, 0n) - BigInt(rows[0]!.sum);
  } finally {
    await broker.close();
  }
}
