import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServiceAccess } from '@holdfast/local-infra';
import type { System } from '@holdfast/system-model';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { environmentOf, type Surroundings } from './environment-of.ts';
import { outsideSecret } from './outside-secret.ts';

const sky = { app: 'sky', port: 4010 };
const system: System = {
  name: 'plot',
  teams: {},
  services: [
    { name: 'garden', team: 'green', port: 4000, outside: ['weather-report', 'seeds'] },
    { name: 'shed', team: 'tools', port: 4001 },
  ],
  outside: {
    'weather-report': { team: 'green', simulator: sky },
    tides: { team: 'green', simulator: sky },
    seeds: { team: 'green' },
    gate: { team: 'green', simulator: sky },
  },
  issuer: 'gate',
  steps: [],
};
const access: ServiceAccess = {
  database: 'garden',
  roles: { owner: 'garden_owner', app: 'garden_app', relay: 'garden_relay' },
  ownerUrl: 'postgres://owner@h/garden',
  appUrl: 'postgres://app@h/garden',
  relayUrl: 'postgres://relay@h/garden',
  kafka: { brokers: ['a:1', 'b:2'], username: 'garden', password: 'secret' },
};

let state: string;
let around: Surroundings;

beforeAll(() => {
  state = mkdtempSync(join(tmpdir(), 'environment-'));
  around = {
    system,
    state,
    namespace: 'h1a2b3c',
    access: { garden: access, shed: { ...access, kafka: { brokers: ['a:1'] } } },
    simulatorPort: () => 5010,
  };
});
afterAll(() => rmSync(state, { recursive: true }));

describe('a service', () => {
  test('is told its place, its two database roles, its broker, its namespace, whom to believe, and what it calls outside', () => {
    expect(environmentOf('garden', { port: 4000, adminPort: 4900 }, around)).toEqual({
      PORT: '4000',
      HOST: '127.0.0.1',
      PUBLIC_URL: 'http://127.0.0.1:4000',
      ADMIN_HOST: '127.0.0.1',
      ADMIN_PORT: '4900',
      TOKEN_ISSUER: 'http://127.0.0.1:5010/gate',
      TOKEN_JWKS_URL: 'http://127.0.0.1:5010/gate/jwks',
      TOKEN_AUDIENCE: 'plot',
      DATABASE_URL: 'postgres://app@h/garden',
      RELAY_DATABASE_URL: 'postgres://relay@h/garden',
      KAFKA_BROKERS: 'a:1,b:2',
      KAFKA_USERNAME: 'garden',
      KAFKA_PASSWORD: 'secret',
      HOLDFAST_NAMESPACE: 'h1a2b3c',
      OUTSIDE_WEATHER_REPORT_URL: 'http://127.0.0.1:5010/weather-report',
      OUTSIDE_WEATHER_REPORT_SECRET: outsideSecret(state, 'weather-report'),
    });
  });

  test('believes nobody where there is no issuer, and looks for a port for its operators where it is given none', () => {
    const { issuer: _, ...without } = system;
    const names = Object.keys(environmentOf('garden', { port: 4000 }, { ...around, system: without }));
    expect(names.filter((name) => name.startsWith('TOKEN') || name === 'ADMIN_PORT')).toEqual([]);
  });

  test('never gets the rights of its owner', () => {
    expect(Object.values(environmentOf('garden', { port: 4000 }, around))).not.toContain('postgres://owner@h/garden');
  });

  test('that calls nothing outside knows nothing of it', () => {
    expect(
      Object.keys(environmentOf('shed', { port: 4001 }, around)).filter((name) => name.startsWith('OUTSIDE')),
    ).toEqual([]);
  });

  test('for which nothing was provisioned is not run', () => {
    expect(() => environmentOf('garden', { port: 4000 }, { ...around, access: {} })).toThrow(
      'nothing was provisioned for garden',
    );
  });
});

test('a simulator is told its place, where to remember, and the secret of each system, the same as the services', () => {
  expect(environmentOf('sky', { port: 5010 }, around)).toEqual({
    PORT: '5010',
    HOST: '127.0.0.1',
    STATE_FOLDER: state,
    OUTSIDE_WEATHER_REPORT_SECRET: environmentOf('garden', { port: 4000 }, around)['OUTSIDE_WEATHER_REPORT_SECRET'],
    OUTSIDE_TIDES_SECRET: outsideSecret(state, 'tides'),
    OUTSIDE_GATE_SECRET: outsideSecret(state, 'gate'),
  });
});
