import { describe, expect, test } from 'vitest';
import { expectHolds, NotHeld } from './expect-holds.ts';
import type { Probe } from './probe.ts';

const quiet = async () => [];
const held: Probe = { name: 'watered', check: async () => [] };
const broken: Probe = { name: 'sown once', check: async () => ['doubled: bed 1', 'doubled: bed 2'] };
const undecidable: Probe = { name: 'weeded', check: () => Promise.reject(new Error('the gate is closed')) };

async function anomaliesOf(holding: Promise<void>): Promise<readonly string[]> {
  const error = await holding.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof NotHeld)) throw new Error('it held', { cause: error });
  return error.anomalies;
}

describe('a quiet system', () => {
  test('holds when no probe finds anything', async () => {
    await expect(expectHolds([held], { underWay: quiet, quietForMs: 0 })).resolves.toBeUndefined();
  });

  test('is told every anomaly of every probe, under its name', async () => {
    const holding = expectHolds([broken, held, undecidable], { underWay: quiet, quietForMs: 0 });
    expect(await anomaliesOf(holding)).toEqual([
      'sown once: doubled: bed 1',
      'sown once: doubled: bed 2',
      'weeded: could not be asked: the gate is closed',
    ]);
  });
});

describe('a system that is under way', () => {
  test('is judged when it is quiet, not before', async () => {
    let left = 3;
    const sown: Probe = { name: 'sown', check: async () => (left > 0 ? [`${left} beds are empty`] : []) };
    const underWay = async () => (--left > 0 ? [`${left} beds`] : []);
    await expect(expectHolds([sown], { underWay, quietForMs: 0 })).resolves.toBeUndefined();
  });

  test('is not quiet as long as something comes again', async () => {
    const looks = [['bed 1'], [], ['bed 2'], [], []];
    let looked = 0;
    const underWay = async () => looks[looked++] ?? [];
    await expectHolds([held], { underWay, quietForMs: 20 });
    expect(looked).toBeGreaterThan(4);
  });

  test('that does not become quiet is told what is under way, and what the probes find meanwhile', async () => {
    const holding = expectHolds([broken], { underWay: async () => ['bed 3 is dug'], withinMs: 20, quietForMs: 5 });
    expect(await anomaliesOf(holding)).toEqual([
      'quiet within 20 ms: bed 3 is dug',
      'sown once: doubled: bed 1',
      'sown once: doubled: bed 2',
    ]);
  });

  test('that cannot be asked is not taken for quiet', async () => {
    const underWay = () => Promise.reject(new Error('nobody is there'));
    const holding = expectHolds([held], { underWay, withinMs: 20, quietForMs: 5 });
    expect(await anomaliesOf(holding)).toEqual(['quiet within 20 ms: could not be asked: nobody is there']);
  });
});

test('no probes show nothing', async () => {
  await expect(expectHolds([], { underWay: quiet })).rejects.toThrow('There are no probes');
});
