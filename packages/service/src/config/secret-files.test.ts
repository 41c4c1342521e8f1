import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { outsideConfig } from './outside-config.ts';
import { IncompleteEnvironment, readConfig } from './read-config.ts';
import { ServiceConfig } from './service-config.ts';

const folder = mkdtempSync(join(tmpdir(), 'secrets-'));
afterAll(() => rmSync(folder, { recursive: true }));

const databaseUrl = 'postgres://garden_app:hush@127.0.0.1:5432/garden';
const withoutDatabase = {
  PORT: '4123',
  RELAY_DATABASE_URL: 'postgres://garden_relay:hush@127.0.0.1:5432/garden',
  KAFKA_BROKERS: '127.0.0.1:9092',
};

function fileWith(content: string): string {
  const file = join(mkdtempSync(join(folder, 'one-')), 'secret');
  writeFileSync(file, content);
  return file;
}

function problemsOf(environment: Record<string, string>): string[] {
  try {
    readConfig(ServiceConfig, environment);
  } catch (error) {
    if (error instanceof IncompleteEnvironment) return error.message.split('\n').slice(1);
  }
  throw new Error('the environment was accepted');
}

describe('a secret in a file', () => {
  test.each([
    ['as it is', ''],
    ['with the line end of an editor', '\n'],
    ['with another line end', '\r\n'],
  ])('is read %s', (_, end) => {
    const config = readConfig(ServiceConfig, { ...withoutDatabase, DATABASE_URL_FILE: fileWith(databaseUrl + end) });
    expect(config.DATABASE_URL).toBe(databaseUrl);
  });

  test('keeps everything else, also a second line end', () => {
    const Config = ServiceConfig.extend(outsideConfig('weather'));
    const config = readConfig(Config, {
      ...withoutDatabase,
      DATABASE_URL: databaseUrl,
      OUTSIDE_WEATHER_URL: 'http://weather',
      OUTSIDE_WEATHER_SECRET_FILE: fileWith(' spaced \n\n'),
    });
    expect(config.OUTSIDE_WEATHER_SECRET).toBe(' spaced \n');
  });

  test('belongs to a login as the variable itself does', () => {
    const login = { ...withoutDatabase, DATABASE_URL: databaseUrl, KAFKA_USERNAME: 'garden' };
    expect(readConfig(ServiceConfig, { ...login, KAFKA_PASSWORD_FILE: fileWith('hush') }).KAFKA_PASSWORD).toBe('hush');
  });

  test('is refused beside the variable: nobody could say which counts', () => {
    const both = { ...withoutDatabase, DATABASE_URL: databaseUrl, DATABASE_URL_FILE: fileWith(databaseUrl) };
    expect(problemsOf(both)).toEqual([
      '✖ is given twice, here and in DATABASE_URL_FILE; give one of them',
      '  → at DATABASE_URL',
    ]);
  });

  test.each([
    ['is missing', () => join(folder, 'nothing'), 'cannot be read (ENOENT)'],
    ['is a folder', () => folder, 'cannot be read (EISDIR)'],
    ['is empty', () => fileWith('\n'), 'is empty'],
    ['is the secret itself', () => 'hunter2', 'cannot be read (ENOENT)'],
  ])('that %s is one problem, told without what was given', (_, file, told) => {
    const problems = problemsOf({ ...withoutDatabase, DATABASE_URL_FILE: file() });
    expect(problems).toEqual([`✖ names a file that ${told}`, '  → at DATABASE_URL_FILE']);
    expect(problems.join()).not.toMatch(/hunter2|nothing|secrets-/);
  });

  test('that holds something wrong is told without its content', () => {
    const problems = problemsOf({ ...withoutDatabase, DATABASE_URL_FILE: fileWith('mysql://root:hunter2@db/garden') });
    expect(problems.join('\n')).toMatch(/→ at DATABASE_URL$/);
    expect(problems.join('\n')).not.toContain('hunter2');
  });
});

test('what is no secret comes in no file', () => {
  const { PORT: _port, ...rest } = withoutDatabase;
  expect(problemsOf({ ...rest, DATABASE_URL: databaseUrl, PORT_FILE: fileWith('4123') })).toEqual([
    '✖ is missing',
    '  → at PORT',
  ]);
});
