import { afterEach, describe, expect, test, vi } from 'vitest';
import { appProgram, type AppPlace } from './app-program.ts';

const place: AppPlace = {
  root: '/plot',
  app: 'garden',
  environment: { DATABASE_URL: 'postgres://app@h/garden', EXTRA: '1' },
};

afterEach(() => void vi.unstubAllEnvs());

describe('an app', () => {
  test('never gets what was meant for us', () => {
    vi.stubEnv('HOLDFAST_KAFKA_ADMIN', 'admin:secret');
    vi.stubEnv('DATABASE_URL', 'postgres://somebody@else/db');
    const { env } = appProgram(place);
    expect(env).not.toHaveProperty('HOLDFAST_KAFKA_ADMIN');
    expect(env['DATABASE_URL']).toBe('postgres://app@h/garden');
  });

  test('runs from its sources in its own folder, with what a test adds', () => {
    const { cwd, args, env } = appProgram({ ...place, nodeArgs: ['--import=./spy.mjs'] });
    expect([cwd, args[0], args.at(-1), env['EXTRA']]).toEqual([
      '/plot/apps/garden',
      '--import=./spy.mjs',
      'src/main.ts',
      '1',
    ]);
  });

  test('keeps what it has compiled in the clone, unless a person said where', () => {
    vi.stubEnv('NODE_COMPILE_CACHE', undefined);
    expect(appProgram(place).env['NODE_COMPILE_CACHE']).toBe('/plot/.holdfast/compile-cache');
    vi.stubEnv('NODE_COMPILE_CACHE', '/elsewhere');
    expect(appProgram(place).env['NODE_COMPILE_CACHE']).toBe('/elsewhere');
  });

  test('that is deployed runs what was built, where it was put, without the condition of sources', () => {
    const { cwd, args, env } = appProgram({ ...place, deployed: '/srv/garden' });
    expect([cwd, args, env['NODE_ENV']]).toEqual([
      '/srv/garden',
      ['--enable-source-maps', 'dist/src/main.js'],
      'production',
    ]);
  });
});
