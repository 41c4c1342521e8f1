import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DockerMissing, chooseProviders } from './choose-provider.ts';

let path = '';
beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), 'holdfast-docker-'));
});
afterEach(() => rmSync(path, { recursive: true, force: true }));

const given = { HOLDFAST_POSTGRES_URL: 'postgres://there', HOLDFAST_KAFKA_BROKERS: 'there:9092' };

describe('without a wish', () => {
  test('addresses in the environment come first, and Docker is not even asked', async () => {
    docker('sleep 60');
    expect(await chooseProviders({ use: 'auto', env: { PATH: path, ...given } })).toEqual({
      postgres: 'given',
      kafka: 'given',
    });
  });

  test('then a Docker engine that answers', async () => {
    docker('exit 0');
    expect(await chooseProviders({ use: 'auto', env: { PATH: path } })).toEqual({
      postgres: 'docker',
      kafka: 'docker',
    });
  });

  test('then native processes, where the engine does not answer', async () => {
    docker('echo "Cannot connect to the Docker daemon" >&2; exit 1');
    expect(await chooseProviders({ use: 'auto', env: { PATH: path } })).toEqual({
      postgres: 'native',
      kafka: 'native',
    });
  });

  test('then native processes, where Docker is not installed', async () => {
    expect(await chooseProviders({ use: 'auto', env: { PATH: path } })).toEqual({
      postgres: 'native',
      kafka: 'native',
    });
  });

  test('each server is decided by itself', async () => {
    const env = { PATH: path, HOLDFAST_KAFKA_BROKERS: 'there:9092', HOLDFAST_POSTGRES_URL: '' };
    expect(await chooseProviders({ use: 'auto', env })).toEqual({ postgres: 'native', kafka: 'given' });
  });

  test('a plain DATABASE_URL, which many shells export for something else, is not taken', async () => {
    const env = { PATH: path, DATABASE_URL: 'postgres://somebody-elses' };
    expect(await chooseProviders({ use: 'auto', env })).toMatchObject({ postgres: 'native' });
  });
});

test('Docker that was asked for by name and does not answer is refused with a sentence', async () => {
  await expect(chooseProviders({ use: 'docker', env: { PATH: path } })).rejects.toThrow(DockerMissing);
});

function docker(script: string): void {
  writeFileSync(join(path, 'docker'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(path, 'docker'), 0o755);
}
