import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTimeOf } from '@holdfast/local-infra';
import pc from 'picocolors';
import { expect, onTestFinished, test } from 'vitest';
import { writeSystemRecord } from '../supervisor/system-record.ts';
import { statusCommand } from './status.ts';

async function answeringReady(more: object): Promise<string> {
  const server = createServer((_, response) => response.end(JSON.stringify({ status: 'ready', ...more })));
  onTestFinished(() => void server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('a service that is ready and waits with a message does not look well', async () => {
  const root = mkdtempSync(join(tmpdir(), 'status-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const failing = [{ consumer: 'water', topic: 'garden.tree', partition: 3, error: 'no water' }];
  const living = { pid: process.pid, startedAt: startTimeOf(process.pid)! };
  writeSystemRecord(join(root, '.holdfast', 'runs', 'a'), {
    system: 'plot',
    owner: living,
    startedAt: 'today',
    state: join(root, 'state'),
    namespace: '',
    infra: {},
    processes: [{ name: 'garden', ...living, adminUrl: await answeringReady({ failing, effects: { parked: 2 } }) }],
  });
  const told: string[] = [];
  const terminal = { out: (line: string) => void told.push(line), say: () => undefined, colour: pc };
  await statusCommand({ root, terminal });
  expect(told.slice(1)).toEqual([
    expect.stringMatching(/ready; 1 partition waits; 2 effects are parked$/),
    expect.stringMatching(/^ +water garden\.tree\/3: no water$/),
    expect.stringMatching(/^ +\.\/holdfast effects parked$/),
  ]);
  await statusCommand({ root, terminal, json: true });
  const troubles = [
    { what: '1 partition waits', which: ['water garden.tree/3: no water'] },
    { which: expect.any(Array) },
  ];
  expect(JSON.parse(told.at(-1)!)).toMatchObject({
    systems: [{ processes: [{ health: { state: 'ready', troubles } }] }],
  });
});
