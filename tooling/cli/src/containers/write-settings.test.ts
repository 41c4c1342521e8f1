import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { System } from '@holdfast/system-model';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeSettings } from './write-settings.ts';

const system: System = {
  name: 'plot',
  teams: {},
  services: [
    { name: 'garden', team: 'green', port: 5000, outside: ['weather'] },
    { name: 'shed', team: 'tools', port: 5001 },
  ],
  outside: { weather: { team: 'green', simulator: { app: 'sky', port: 5010 } } },
  steps: [],
};

let folder: string;
const secrets = () => join(folder, 'secrets');
const read = (...path: string[]) => readFileSync(join(secrets(), ...path), 'utf8');

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'settings-'));
  writeSettings(system, { state: join(folder, 'state'), secrets: secrets() });
});
afterAll(() => rmSync(folder, { recursive: true }));

test('each reader has its own and nothing of another', () => {
  const all = readdirSync(secrets()).map((name) => [name, readdirSync(join(secrets(), name)).toSorted()]);
  expect(Object.fromEntries(all)).toEqual({
    postgres: ['password'],
    kafka: ['server.properties'],
    garden: ['DATABASE_URL', 'KAFKA_PASSWORD', 'OUTSIDE_WEATHER_SECRET', 'RELAY_DATABASE_URL'],
    'garden-owner': ['OWNER_DATABASE_URL'],
    shed: ['DATABASE_URL', 'KAFKA_PASSWORD', 'RELAY_DATABASE_URL'],
    'shed-owner': ['OWNER_DATABASE_URL'],
    sky: ['env'],
  });
});

test('both sides know the same, and the broker knows its clients by the password that they have', () => {
  expect(read('sky', 'env')).toContain(`OUTSIDE_WEATHER_SECRET=${read('garden', 'OUTSIDE_WEATHER_SECRET')}\n`);
  expect(read('kafka', 'server.properties')).toContain(`user_garden="${read('garden', 'KAFKA_PASSWORD')}"`);
  expect(read('kafka', 'server.properties')).toContain('advertised.listeners=CLIENT://kafka:9092');
  expect(new URL(read('garden', 'DATABASE_URL')).host).toBe('postgres:5432');
});

test('a second time writes the same: what is in the volumes goes on being right', () => {
  const before = read('garden', 'DATABASE_URL');
  writeSettings(system, { state: join(folder, 'state'), secrets: secrets() });
  expect(read('garden', 'DATABASE_URL')).toBe(before);
});
