import { describe, expect, test } from 'vitest';
import { examine } from './examine.ts';
import type { Machine } from './machine.ts';

const answers: Record<string, string> = {
  node: 'v24.21.0',
  pnpm: '12.21.0',
  git: 'git version 2.39.5',
  java: 'openjdk version "17.0.15" 2025-04-15',
  mvn: 'Apache Maven 3.8.7',
  unshare: '',
};

function machine(without: readonly string[] = [], changes: Partial<Machine> = {}): Machine {
  return {
    platform: 'linux',
    isRoot: true,
    env: {},
    kernel: '6.1',
    says: (command) => (without.includes(command) ? undefined : answers[command]),
    freeGb: () => 50,
    isFree: async () => true,
    ...changes,
  };
}

const statesOf = async (looked: Machine) => {
  const findings = await examine({ root: '/plot', machine: looked, ports: { garden: 4000 } });
  return Object.fromEntries(findings.map(({ name, state }) => [name, state]));
};

describe('a machine', () => {
  test('with everything lacks nothing; Docker is only a hint', async () => {
    const { docker, ...rest } = await statesOf(machine());
    expect(docker).toBe('hint');
    expect(Object.keys(rest)).toEqual(['system', 'node', 'pnpm', 'git', 'java', 'mvn', 'unshare', 'disk', 'port 4000']);
    expect(new Set(Object.values(rest))).toEqual(new Set(['ok']));
  });

  test('without Java lacks it, unless there is Docker or a broker is given', async () => {
    expect(await statesOf(machine(['java']))).toMatchObject({ java: 'missing', docker: 'hint' });
    expect(await statesOf(machine(['java'], { env: { HOLDFAST_KAFKA_BROKERS: 'broker:9092' } }))).toMatchObject({
      java: 'hint',
    });
    const withDocker = machine(['java'], { says: (command) => (command === 'docker' ? '29.1.0' : undefined) });
    expect(await statesOf(withDocker)).toMatchObject({ java: 'hint', docker: 'ok' });
  });

  test('whose own Node is older than the one that was brought hears of both', async () => {
    const says = (command: string, ...args: string[]) =>
      command === 'env' ? (args.includes('node') ? 'v20.20.2' : undefined) : answers[command];
    const looked = machine([], { env: { HOLDFAST_OUTER_PATH: '/usr/bin' }, says });
    const found = (await examine({ root: '/plot', machine: looked, ports: {} })).slice(1, 3).map((one) => one.found);
    expect(found).toEqual([
      'v24.21.0 (brought by ./holdfast; yours is v20.20.2)',
      '12.21.0 (brought by ./holdfast; yours is missing)',
    ]);
  });

  test('whose Java is too old is told so', async () => {
    const old = machine([], {
      says: (command) => (command === 'java' ? 'java version "1.8.0_392"' : answers[command]),
    });
    const findings = await examine({ root: '/plot', machine: old, ports: {} });
    expect(findings.find(({ name }) => name === 'java')).toMatchObject({
      state: 'missing',
      found: expect.stringContaining('needs 17'),
    });
  });

  test('with a taken port or little room hears of it', async () => {
    const busy = machine([], { isFree: async () => false, freeGb: () => 1.2 });
    expect(await statesOf(busy)).toMatchObject({ 'port 4000': 'hint', disk: 'missing' });
  });

  test('that is not Linux or macOS is sent to WSL2', async () => {
    expect(await statesOf(machine([], { platform: 'win32' }))).toMatchObject({ system: 'missing' });
  });

  test('is told the command that mends what is missing', async () => {
    const findings = await examine({ root: '/plot', machine: machine(['git'], { platform: 'darwin' }), ports: {} });
    expect(findings.find(({ name }) => name === 'git')?.mend).toBe('brew install git');
  });
});
