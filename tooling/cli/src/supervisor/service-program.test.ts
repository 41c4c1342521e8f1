import { afterEach, describe, expect, test, vi } from 'vitest';
import { NotBuilt, serviceEnvironment, serviceProgram, type ServicePlace } from './service-program.ts';

const place: ServicePlace = {
  root: '/plot',
  service: 'garden',
  port: 4000,
  namespace: 'h1a2b3c',
  built: false,
  access: {
    database: 'garden',
    roles: { owner: 'garden_owner', app: 'garden_app', relay: 'garden_relay' },
    ownerUrl: 'postgres://owner@h/garden',
    appUrl: 'postgres://app@h/garden',
    relayUrl: 'postgres://relay@h/garden',
    kafka: { brokers: ['a:1', 'b:2'], username: 'garden', password: 'secret' },
  },
};

afterEach(() => void vi.unstubAllEnvs());

describe('a service', () => {
  test('is told its port, its two databases roles, its broker and its namespace', () => {
    expect(serviceEnvironment(place)).toEqual({
      PORT: '4000',
      HOST: '127.0.0.1',
      DATABASE_URL: 'postgres://app@h/garden',
      RELAY_DATABASE_URL: 'postgres://relay@h/garden',
      KAFKA_BROKERS: 'a:1,b:2',
      KAFKA_USERNAME: 'garden',
      KAFKA_PASSWORD: 'secret',
      HOLDFAST_NAMESPACE: 'h1a2b3c',
    });
  });

  test('never gets the rights of its owner, or what was meant for us', () => {
    vi.stubEnv('HOLDFAST_KAFKA_ADMIN', 'admin:secret');
    vi.stubEnv('DATABASE_URL', 'postgres://somebody@else/db');
    const { env } = serviceProgram(place);
    expect(Object.values(env)).not.toContain('postgres://owner@h/garden');
    expect(env).not.toHaveProperty('HOLDFAST_KAFKA_ADMIN');
    expect(env['DATABASE_URL']).toBe('postgres://app@h/garden');
  });

  test('runs from its sources in its own folder, with what a test adds', () => {
    const { cwd, args, env } = serviceProgram({ ...place, env: { EXTRA: '1' }, nodeArgs: ['--import=./spy.mjs'] });
    expect([cwd, args[0], args.at(-1), env['EXTRA']]).toEqual([
      '/plot/apps/garden',
      '--import=./spy.mjs',
      'src/main.ts',
      '1',
    ]);
  });

  test('that is not built is not started from dist', () => {
    expect(() => serviceProgram({ ...place, built: true })).toThrow(NotBuilt);
  });
});
