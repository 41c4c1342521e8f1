import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunningSystem, ServiceStart } from '@holdfast/cli/supervise';
import { eventually, killAt, killsFelt, type KillAt } from '@holdfast/testkit';
import { describe, expect, test } from 'vitest';
import { streamOrders } from '../src/order-stream.ts';
import { pricedExactlyOnce } from '../src/priced-exactly-once.ts';
import { shopFor } from '../src/shop-for.ts';

// In the order in which an order's messages pass them. Each start of the victim is killed at the next one.
const points = [
  'work.committing',
  'work.committed',
  'relay.selected',
  'relay.acked',
  'relay.deleted',
  'consumer.received',
  'consumer.handled',
  'consumer.committed',
  'consumer.acknowledged',
];

describe.each(['orders', 'pricing'])('when %s is killed at every point of a message', (victim) => {
  test('each accepted order is priced exactly once', async (context) => {
    const folder = mkdtempSync(join(tmpdir(), 'holdfast-kills-'));
    context.onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const log = join(folder, 'kills.log');
    const shop = await shopFor(context, {
      nodeArgs: (start) => kill(victim, start, log)?.nodeFlags ?? [],
      env: (start) => kill(victim, start, log)?.env ?? {},
    });

    const stream = streamOrders(shop, { perSecond: 10 });
    await eventually(() => everyKillSurvived(shop, victim), {
      withinMs: 120_000,
      what: 'the victim outlived its last kill',
    });
    const accepted = await stream.end();

    expect(await pricedExactlyOnce(shop, accepted)).toEqual([]);
    expect(killsFelt(log)).toEqual(Object.fromEntries(points.map((point) => [point, 1])));
  });
});

/** The third time, so that work is under way before and after. */
function kill(victim: string, { service, start }: ServiceStart, log: string): KillAt | undefined {
  const point = points[start - 1];
  return service === victim && point !== undefined ? killAt([`${point}#3`], log) : undefined;
}

async function everyKillSurvived(shop: RunningSystem, victim: string): Promise<true> {
  const { starts } = shop.member(victim).process;
  if (starts <= points.length) throw new Error(`${victim} was started ${starts} times`);
  await shop.untilReady({ withinMs: 30_000 });
  return true;
}
