import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeEnvironmentFile } from '../supervisor/environment-file.ts';
import { doesRun, leftOutOf } from './left-out.ts';

let folder: string;
let mine: Server;
let place: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'left-out-'));
  mine = createServer((_request, response) => void response.end('{}'));
  await new Promise<void>((resolve) => mine.listen(0, '127.0.0.1', resolve));
  const { port } = mine.address() as AddressInfo;
  place = join(folder, 'shed.env');
  writeEnvironmentFile(place, { PORT: String(port) });
});

afterEach(() => {
  mine.close();
  mine.closeAllConnections();
  rmSync(folder, { recursive: true });
});

const process = (name: string, more = {}) => ({ name, pid: 1, startedAt: 'today', ...more });

test('what was left out has its port, and is as it is', async () => {
  const { port } = mine.address() as AddressInfo;
  const system = { environmentFiles: { shed: place, hedge: join(folder, 'gone.env') } };
  expect(await leftOutOf(system)).toEqual([{ name: 'shed', port, health: { state: 'ready' } }, { name: 'hedge' }]);
  expect(await leftOutOf({})).toEqual([]);
});

test('a service runs when one of its processes does, whoever started it', async () => {
  const processes = [process('garden-2'), process('pond', { ended: true }), process('shed-key')];
  const system = { processes, environmentFiles: { shed: place } };
  expect(await doesRun(system, 'garden')).toBe(true);
  expect(await doesRun(system, 'pond')).toBe(false);
  expect(await doesRun(system, 'hedge')).toBe(false);
  expect(await doesRun(system, 'shed')).toBe(true);
  mine.close();
  mine.closeAllConnections();
  expect(await doesRun(system, 'shed')).toBe(false);
});
