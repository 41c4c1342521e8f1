import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { sharedBrokerSettings } from '../broker-settings.ts';
import { kafkaVersion } from '../native/kafka-jars.ts';
import { postgresSettings } from '../postgres-settings.ts';
import { composeVariables } from './docker-servers.ts';

interface ComposeFile {
  readonly services: Record<'postgres' | 'kafka', ComposeService>;
  readonly volumes: Record<string, unknown>;
}

interface ComposeService {
  readonly image: string;
  readonly command?: string[];
  readonly environment: Record<string, string>;
  readonly ports: string[];
  readonly volumes: string[];
}

const text = readFileSync(fileURLToPath(new URL('../../../../infra/docker/servers.yml', import.meta.url)), 'utf8');
const { services, volumes } = parse(text) as ComposeFile;

describe('infra/docker/servers.yml', () => {
  test('starts the versions that run natively', () => {
    expect(services.postgres.image).toBe('postgres:18');
    expect(services.kafka.image).toBe(`apache/kafka:${kafkaVersion}`);
  });

  test('asks for exactly the variables that Holdfast sets', () => {
    const asked = new Set([...text.matchAll(/\$\{(\w+)/g)].map((match) => match[1]));
    expect(asked).toEqual(new Set(composeVariables));
  });

  test('says what to do where a variable is missing, at the first place of each', () => {
    for (const name of composeVariables) expect(text.slice(text.indexOf(`{${name}`))).toMatch(/^\{\w+:\?run /);
  });

  test.each([true, false])('gives PostgreSQL the settings of the native one (durable: %s)', (durable) => {
    const [program, ...flags] = (services.postgres.command ?? []).map((word) =>
      word.replace(/\$\{HOLDFAST_POSTGRES_DURABLE[^}]*\}/, durable ? 'on' : 'off'),
    );
    expect(program).toBe('postgres');
    const settings = flags.filter((flag) => flag !== '-c').map((flag) => flag.split('='));
    expect(Object.fromEntries(settings)).toEqual(postgresSettings({ durable }));
  });

  test('gives Kafka no settings of its own: they come from the file that the native one gets too', () => {
    const settings = Object.keys(services.kafka.environment).filter((name) => name.startsWith('KAFKA_'));
    expect(settings).toEqual(['KAFKA_HEAP_OPTS']);
    expect(services.kafka.volumes).toContainEqual(
      expect.stringMatching(/HOLDFAST_KAFKA_CONFIG.*:\/mnt\/shared\/config:ro,z$/),
    );
  });

  test('opens ports on this machine alone', () => {
    for (const port of [...services.postgres.ports, ...services.kafka.ports]) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  test('keeps data in volumes that it declares', () => {
    expect(Object.keys(volumes)).toEqual(['postgres', 'kafka']);
    expect(services.postgres.volumes).toEqual(['postgres:/var/lib/postgresql']);
    expect(services.kafka.volumes).toContain('kafka:/var/lib/kafka/data');
  });
});

test('the shared settings let nobody in without a login and nobody do what was not allowed', () => {
  const settings = sharedBrokerSettings();
  expect(settings).toContain('allow.everyone.if.no.acl.found=false');
  expect(settings).toContain('auto.create.topics.enable=false');
  expect(settings).not.toMatch(/=PLAINTEXT|:PLAINTEXT/);
});
