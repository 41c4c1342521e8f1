import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { eventually, NotInTime } from './eventually.ts';

const what = 'three beds';

async function failureOf(awaited: Promise<unknown>): Promise<NotInTime> {
  const error = await awaited.catch((reason: unknown) => reason);
  if (!(error instanceof NotInTime)) throw new Error('it did not fail', { cause: error });
  return error;
}

describe('a probe', () => {
  test('is asked until its value is there', async () => {
    let beds = 0;
    expect(await eventually(() => (++beds < 3 ? undefined : beds), { what })).toBe(3);
  });

  test('is asked until its value is the wanted one; zero and empty text are values too', async () => {
    let beds = 5;
    expect(await eventually(() => --beds, { what, until: (count) => count === 0 })).toBe(0);
    expect(await eventually(() => '', { what })).toBe('');
  });

  test('that throws is asked again', async () => {
    let attempts = 0;
    const probe = () => {
      attempts += 1;
      if (attempts < 3) throw new Error('not yet');
      return attempts;
    };
    expect(await eventually(probe, { what })).toBe(3);
  });

  test('is asked once more when the time is up', async () => {
    expect(await eventually(() => 3, { what, withinMs: 0 })).toBe(3);
  });
});

describe('a value that does not come', () => {
  test('fails with what was awaited and what was seen last', async () => {
    const error = await failureOf(
      eventually(async () => ({ beds: 2 }), { what, withinMs: 30, until: ({ beds }) => beds === 3 }),
    );
    expect(error.message).toMatch(/^not within 30 ms: three beds\. Last seen: \{ beds: 2 \} \(\d+ probes\)\.$/);
    expect(error.lastSeen).toEqual({ beds: 2 });
  });

  test('fails with what the last probe threw, beside what was seen before', async () => {
    let attempts = 0;
    const probe = () => {
      attempts += 1;
      if (attempts > 1) throw new Error('the gate is closed');
      return false;
    };
    const error = await failureOf(eventually(probe, { what, withinMs: 30 }));
    expect(error.message).toMatch(/Last seen: false, and the last probe threw: the gate is closed \(\d+ probes\)\.$/);
    expect(error.cause).toMatchObject({ message: 'the gate is closed' });
  });

  test('fails in time although the probe never answers', async () => {
    const error = await failureOf(eventually(() => new Promise<number>(() => undefined), { what, withinMs: 30 }));
    expect(error.message).toMatch(/Nothing was seen, and the last probe did not answer \(1 probes\)\.$/);
  });

  test('does not disturb anybody with an answer that comes too late', async () => {
    const late = Promise.withResolvers<number>();
    await failureOf(eventually(() => late.promise, { what, withinMs: 10 }));
    late.reject(new Error('too late'));
    // The runner fails a test whose process sees an unhandled rejection.
    await expect(pause(0)).resolves.toBeUndefined();
  });
});
