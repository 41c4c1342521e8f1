import { describe, expect, test } from 'vitest';
import { runStages, type Stage } from './stages.ts';

const never = () => new Promise<void>(() => {});

describe('the stages of a shutdown', () => {
  test('run one after the other', async () => {
    const seen: string[] = [];
    const stage = (name: string): Stage => ({
      name,
      run: async () => {
        await new Promise((resolve) => setImmediate(resolve));
        seen.push(name);
      },
    });
    const left = await runStages([stage('drain'), stage('flush'), stage('close')], {
      deadlineMs: 1_000,
      failed: () => {},
    });
    expect({ seen, left }).toEqual({ seen: ['drain', 'flush', 'close'], left: [] });
  });

  test('end at the deadline, and say what was left', async () => {
    const stages: Stage[] = [
      { name: 'readiness', run: async () => {} },
      { name: 'drain', run: never, waitingFor: () => ['POST /v1/fish', 'GET /v1/fish/:id'] },
      { name: 'close', run: never },
    ];
    const left = await runStages(stages, { deadlineMs: 5, failed: () => {} });
    expect(left).toEqual(['drain: POST /v1/fish', 'drain: GET /v1/fish/:id', 'close']);
  });

  test('go on after one that fails', async () => {
    const failures: unknown[] = [];
    let closed = false;
    const stages: Stage[] = [
      { name: 'flush', run: () => Promise.reject(new Error('the broker is away')) },
      { name: 'close', run: async () => void (closed = true) },
    ];
    const left = await runStages(stages, { deadlineMs: 1_000, failed: (...failure) => failures.push(failure) });
    expect({ left, closed, failures }).toEqual({
      left: [],
      closed: true,
      failures: [['flush', new Error('the broker is away')]],
    });
  });
});
