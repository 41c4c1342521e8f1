import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Step, System } from '@holdfast/system-model';
import { Stalled, type Progress, type SeenStep } from '../trial/follow.ts';
import type { RunningSystem, UntilOptions } from '../supervisor/running-system.ts';
import { runTrial } from './run-trial.ts';

let root: string;
let told: string[];

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'trial-'));
  mkdirSync(join(root, 'examples'));
  writeFileSync(join(root, 'examples', 'ordinary.json'), '{"seeds":1}');
  writeFileSync(join(root, 'shed.log'), 'no water\n');
});
afterAll(() => rmSync(root, { recursive: true }));
beforeEach(() => void (told = []));

const step = (name: string, service: string) => ({ name, service, done: {} }) as Step;
const steps = [step('sow', 'garden'), step('water', 'shed')];
const model = {
  name: 'plot',
  teams: { green: { page: 'green-oncall' }, tools: { page: 'tools-oncall' } },
  services: [
    { name: 'garden', team: 'green', port: 4000 },
    { name: 'shed', team: 'tools', port: 4001 },
  ],
  steps,
  trial: { name: 'parcel', service: 'garden', path: '/v1/parcels', examples: 'examples' },
} satisfies System;
const seen = (name: string, service: string, ms: number): SeenStep => ({
  name,
  service,
  at: new Date(ms).toISOString(),
});

/** A system that accepts, and then goes as told. */
function systemThat(goes: (options: UntilOptions) => Progress): RunningSystem {
  const placed = {
    subject: 'p-1',
    path: '/v1/parcels/p-1',
    traceId: 'abc',
    idempotencyKey: 'k',
    sentAt: performance.now(),
    answer: {},
  };
  return {
    system: model,
    place: async () => placed,
    member: () => ({ logFile: join(root, 'shed.log') }),
    until: async (_: unknown, options: UntilOptions) => goes(options),
  } as unknown as RunningSystem;
}

const tell = (line: string) => void told.push(line);
const run = async (system: RunningSystem, except: string[] = []) =>
  await runTrial({ system, root, wanted: undefined, except, tell, signal: new AbortController().signal });

describe('the trial', () => {
  test('tells each step with its number, its time after the first, and the status behind the last', async () => {
    const done = [seen('sow', 'garden', 1_000), seen('water', 'shed', 1_060)];
    const result = await run(
      systemThat(({ onStep }) => {
        const progress = { status: 'growing', steps: done };
        for (const each of done) onStep?.(each, progress);
        return progress;
      }),
    );
    expect(told.slice(1)).toEqual([
      `  parcel p-1  (examples/ordinary.json)`,
      '   1 sow        garden          +0.00 s',
      '   2 water      shed            +0.06 s   growing',
    ]);
    expect(result).toMatchObject({ status: 'growing', traceId: 'abc', steps: [{ step: 1 }, { step: 2, afterMs: 60 }] });
  });

  test('that stalls names the last finished step and the owner of the next', async () => {
    const result = await run(
      systemThat(({ onStep }) => {
        onStep?.(seen('sow', 'garden', 1_000), { status: 'sown', steps: [] });
        throw new Stalled(steps, new Set(['sow']), 60_000);
      }),
    );
    expect(result?.error).toBe(
      'No progress in 60 s. Last finished step: sow. Missing: water, which shed does. Its owner: shed (team tools, page tools-oncall).',
    );
    expect(told.slice(-3)).toEqual([`  ${result!.error}`, '  shed said last:', '    no water']);
  });

  test('that ends early says why', async () => {
    const result = await run(systemThat(() => ({ status: 'withered', reason: 'no-such-seed', steps: [] })));
    expect(result).toMatchObject({ status: 'withered', reason: 'no-such-seed' });
    expect(told.at(-1)).toBe('  parcel ended as withered: no-such-seed');
  });

  test('that system.ts does not have is not sent, with one line that says so', async () => {
    const { trial: _, ...without } = model;
    const system = { ...systemThat(() => ({ status: 'growing', steps: [] })), system: without };
    expect(await run(system)).toBeUndefined();
    expect(told).toEqual(['  no trial in system.ts; everything was ready']);
  });

  test('is not sent when a service is left out', async () => {
    expect(
      await run(
        systemThat(() => ({ status: 'growing', steps: [] })),
        ['shed'],
      ),
    ).toBeUndefined();
  });
});
