import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startRun } from '../runs.ts';
import { findJava, versionIn } from './java.ts';
import { kafkaProgram } from './kafka-program.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-java-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  ['openjdk version "17.0.15" 2025-04-15', 17],
  ['java version "1.8.0_392"', 8],
  ['Picked up JAVA_TOOL_OPTIONS: -Xmx1g\nopenjdk version "25-ea" 2025-09-16', 25],
  ['The operation couldn’t be completed. Unable to locate a Java Runtime.', undefined],
])('%j is Java %s', (output, version) => {
  expect(versionIn(output)).toBe(version);
});

test('a new enough Java on the path is preferred to an old one in JAVA_HOME', () => {
  const env = { JAVA_HOME: homeWith('1.8.0'), PATH: `${homeWith('21.0.1')}/bin:${process.env['PATH']}` };
  expect(findJava(env)?.version).toBe(21);
});

describe('Kafka is missing, and the sentence says why and how to mend it', () => {
  const open = async (env: NodeJS.ProcessEnv) => {
    const run = startRun(folder, 'trial');
    const context = { root: folder, state: folder, durable: true, services: [], run, env, log: () => undefined };
    try {
      return await kafkaProgram(context).catch((error: Error) => error.message);
    } finally {
      await run.end();
    }
  };

  test('where there is no Java', async () => {
    expect(await open({ PATH: folder })).toMatch(/Java 17 or newer, and none was found.*(Run `|Install Java)/);
  });

  test('where Java is too old', async () => {
    expect(await open({ PATH: `${homeWith('11.0.2')}/bin` })).toContain('is Java 11');
  });

  test('where Maven is missing and the jars are not in the cache', async () => {
    const env = { PATH: `${homeWith('17.0.1')}/bin`, XDG_CACHE_HOME: join(folder, 'cache') };
    expect(await open(env)).toMatch(/`mvn` is not installed.*HOLDFAST_KAFKA_BROKERS/);
  });

  test('where Maven cannot fetch', async () => {
    const home = homeWith('17.0.1');
    program(join(home, 'bin', 'mvn'), '/bin/echo "[ERROR] Unknown host repo.example"; exit 1');
    const env = { PATH: `${home}/bin`, XDG_CACHE_HOME: join(folder, 'cache') };
    expect(await open(env)).toContain('Unknown host repo.example');
  });
});

let homes = 0;
function homeWith(version: string): string {
  const home = join(folder, `java-${(homes += 1)}`);
  mkdirSync(join(home, 'bin'), { recursive: true });
  program(join(home, 'bin', 'java'), `/bin/echo 'openjdk version "${version}"' >&2`);
  return home;
}

function program(file: string, script: string): void {
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
}
