import { describe, expect, test } from 'vitest';
import { BadNamespace, namespaceFor } from './namespace.ts';

const server = (provider: 'native' | 'given') => ({ provider, version: '18.4', adminUrl: '', brokers: [], users: {} });
const servers = (postgres: 'native' | 'given', kafka: 'native' | 'given') => ({
  postgres: server(postgres),
  kafka: server(kafka),
});
const ask = (infrastructure: ReturnType<typeof servers>, state = '/plot/.holdfast/state', env = {}) =>
  namespaceFor({ root: '/plot', state, infrastructure, env });

describe('names on the servers', () => {
  test('need no namespace where the servers are ours alone', () => {
    expect(ask(servers('native', 'native'))).toBe('');
  });

  test('carry the folder where one of the servers may be shared', () => {
    expect(ask(servers('given', 'native'))).toMatch(/^h[0-9a-f]{6}$/);
    expect(ask(servers('given', 'native'))).toBe(ask(servers('native', 'given')));
  });

  test('differ between two starts in one folder', () => {
    expect(ask(servers('given', 'given'), '/plot/.holdfast/state-2')).not.toBe(ask(servers('given', 'given')));
  });

  test('carry what the environment says', () => {
    expect(ask(servers('native', 'native'), undefined, { HOLDFAST_NAMESPACE: 'ours' })).toBe('ours');
  });

  test.each(['state-2', 'runs/start-1/state'])('of data in %s are never those of the kept system', (folder) => {
    const names = ask(servers('given', 'given'), `/plot/.holdfast/${folder}`, { HOLDFAST_NAMESPACE: 'ours' });
    expect(names).toMatch(/^ours[0-9a-f]{6}$/);
  });

  test.each(['A";drop', '9lives', 'with-dash', 'a'.repeat(17)])('cannot begin with %s', (given) => {
    expect(() => ask(servers('given', 'given'), undefined, { HOLDFAST_NAMESPACE: given })).toThrow(BadNamespace);
  });
});
