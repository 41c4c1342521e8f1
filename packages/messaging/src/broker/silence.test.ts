import { describe, expect, test, vi } from 'vitest';
import { nextSilence, SilenceWatch, verdictOn } from './silence.ts';

const patience = { askAfterMs: 5_000, deadAfterMs: 30_000 };

describe('a silence', () => {
  test.each([
    ['grows while nothing is heard', { elapsedMs: 1_000, heard: false, answers: undefined }, 7_000],
    ['grows while the broker answers others', { elapsedMs: 1_000, heard: false, answers: true }, 7_000],
    ['ends when something is heard', { elapsedMs: 1_000, heard: true, answers: true }, 0],
    ['begins anew when the broker does not answer', { elapsedMs: 1_000, heard: false, answers: false }, 0],
    [
      'counts little of a time in which the process was suspended',
      { elapsedMs: 3_600_000, heard: false, answers: true },
      7_000,
    ],
  ])('%s', (_, look, quietMs) => {
    expect(nextSilence({ quietMs: 6_000 }, look)).toEqual({ quietMs });
  });

  test.each([
    [4_999, 'wait'],
    [5_000, 'ask'],
    [29_999, 'ask'],
    [30_000, 'dead'],
  ])('of %i ms means: %s', (quietMs, verdict) => {
    expect(verdictOn({ quietMs }, patience)).toBe(verdict);
  });
});

describe('the watch over a silence', () => {
  const short = { askAfterMs: 5, deadAfterMs: 30 };

  test('gives up a membership that hears nothing of a broker that answers', async () => {
    const dead = vi.fn();
    const watch = new SilenceWatch({ answers: async () => true, dead, patience: short });
    await vi.waitFor(() => expect(dead).toHaveBeenCalledOnce());
    watch.stop();
  });

  test('waits as long as the broker is away', async () => {
    const [dead, answers] = [vi.fn(), vi.fn(async () => false)];
    const watch = new SilenceWatch({ answers, dead, patience: short });
    await vi.waitFor(() => expect(answers.mock.calls.length).toBeGreaterThan(10));
    expect(dead).not.toHaveBeenCalled();
    watch.stop();
  });

  test('never asks while heartbeats are heard', async () => {
    const [dead, answers] = [vi.fn(), vi.fn(async () => true)];
    const watch = new SilenceWatch({ answers, dead, patience: { askAfterMs: 200, deadAfterMs: 400 } });
    const beats = vi.fn(() => watch.heard());
    const heart = setInterval(beats, 10);
    await vi.waitFor(() => expect(beats.mock.calls.length).toBeGreaterThan(60), 5_000);
    clearInterval(heart);
    watch.stop();
    expect(answers).not.toHaveBeenCalled();
  });
});
