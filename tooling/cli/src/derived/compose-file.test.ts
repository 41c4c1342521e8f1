import type { System } from '@holdfast/system-model';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { composeFile } from './compose-file.ts';
import type { ConfigVariable } from './config-variables.ts';

const sky = { app: 'sky', port: 5010 };
const system: System = {
  name: 'plot',
  teams: {},
  services: [
    { name: 'garden', team: 'green', port: 5000, outside: ['weather'] },
    { name: 'shed', team: 'tools', port: 5001 },
  ],
  outside: { weather: { team: 'green', simulator: sky }, gatekeeper: { team: 'green', simulator: sky } },
  issuer: 'gatekeeper',
  steps: [],
};
const variable = (name: string, isSecret = false): ConfigVariable => ({ name, isSecret, isRequired: true });
const variables = new Map([
  [
    'garden',
    [
      variable('PORT'),
      variable('DATABASE_URL', true),
      variable('OUTSIDE_WEATHER_SECRET', true),
      variable('SEEDS'),
      variable('GATE_KEY', true),
    ],
  ],
  ['shed', [variable('DATABASE_URL', true)]],
]);

interface Compose {
  readonly services: Record<string, Entry>;
  readonly volumes: Record<string, unknown>;
}

interface Entry {
  readonly build?: { dockerfile: string; args?: { APP: string } };
  readonly environment?: Record<string, string>;
  readonly depends_on?: Record<string, { condition: string }>;
  readonly volumes?: string[];
  readonly ports?: string[];
  readonly healthcheck?: object;
}

const { services, volumes } = parse(composeFile(system, variables)) as Compose;
const garden = services['garden']!;

describe('what `docker compose up` brings up', () => {
  test('is everything that the declarations name, and the servers', () => {
    expect(Object.keys(services)).toEqual([
      'settings',
      'postgres',
      'kafka',
      'provision',
      'migrate-garden',
      'migrate-shed',
      'sky',
      'garden',
      'shed',
    ]);
  });

  test('waits for what it needs, and only for what is there', () => {
    const waits = Object.values(services).flatMap(({ depends_on: needs = {} }) => Object.entries(needs));
    for (const [other] of waits) expect(Object.keys(services)).toContain(other);
    const healthy = waits.filter(([, { condition }]) => condition === 'service_healthy');
    for (const [other] of healthy) expect(services[other]).toHaveProperty('healthcheck');
    expect(garden.depends_on).toEqual({
      'migrate-garden': { condition: 'service_completed_successfully' },
      kafka: { condition: 'service_healthy' },
      sky: { condition: 'service_healthy' },
    });
  });

  test('tells a service where everything is by the names of the containers', () => {
    expect(garden.environment).toMatchObject({
      KAFKA_BROKERS: 'kafka:9092',
      PUBLIC_URL: 'http://garden:8080',
      OUTSIDE_WEATHER_URL: 'http://sky:5010/weather',
      TOKEN_ISSUER: 'http://sky:5010/gatekeeper',
      TOKEN_JWKS_URL: 'http://sky:5010/gatekeeper/jwks',
      TOKEN_JWKS_INSECURE: 'allowed',
    });
  });

  test('tells a simulator by which name it is called, because it answers to no other', () => {
    expect(services['sky']!.environment).toMatchObject({ PUBLIC_URL: 'http://sky:5010' });
  });

  test('hands out secrets in files alone, and to their reader alone', () => {
    expect(garden.environment).toMatchObject({
      DATABASE_URL_FILE: '/run/secrets/DATABASE_URL',
      OUTSIDE_WEATHER_SECRET_FILE: '/run/secrets/OUTSIDE_WEATHER_SECRET',
    });
    const plain = Object.values(services).flatMap(({ environment = {} }) => Object.keys(environment));
    expect(plain.filter((name) => /(PASSWORD|_SECRET|DATABASE_URL)$/.test(name))).toEqual([]);
    const readers = Object.entries(services).filter(([, { build }]) => build?.args !== undefined);
    const read = readers.map(([name, { volumes: mounts = [] }]) => [
      name,
      mounts.filter((mount) => mount.startsWith('secrets-')),
    ]);
    expect(Object.fromEntries(read)).toEqual({
      'migrate-garden': ['secrets-garden-owner:/run/secrets:ro'],
      'migrate-shed': ['secrets-shed-owner:/run/secrets:ro'],
      sky: ['secrets-sky:/run/secrets:ro'],
      garden: ['secrets-garden:/run/secrets:ro'],
      shed: ['secrets-shed:/run/secrets:ro'],
    });
  });

  test('asks whoever starts it for what nobody else knows', () => {
    expect(garden.environment).toMatchObject({
      SEEDS: '${SEEDS:?apps/garden asks for it}',
      GATE_KEY: '${GATE_KEY:?apps/garden asks for it}',
    });
    expect(garden.environment).not.toHaveProperty('PORT');
  });

  test('keeps its data in volumes that are declared, and opens ports on this machine alone', () => {
    const mounts = Object.values(services).flatMap((service) => service.volumes ?? []);
    expect(new Set(mounts.map((mount) => mount.split(':')[0]))).toEqual(new Set(Object.keys(volumes)));
    for (const port of Object.values(services).flatMap(({ ports = [] }) => ports))
      expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  test('has a new service by its declaration', () => {
    const more = { ...system, services: [...system.services, { name: 'pond', team: 'green', port: 5002 }] };
    const { services: all } = parse(composeFile(more, variables)) as Compose;
    expect([all['pond']?.build?.args, all['migrate-pond']?.build?.args]).toEqual([{ APP: 'pond' }, { APP: 'pond' }]);
  });
});
