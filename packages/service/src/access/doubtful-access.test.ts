import { describe, expect, test } from 'vitest';
import { keepingLogger, nothingAnswers } from '../../test/alone.ts';
import { sayDoubtfulAccess } from './doubtful-access.ts';
import type { RouteFacts } from './route-book.ts';

const open: RouteFacts = { method: 'GET', path: '/pond', surface: 'public', access: 'public' };
const forgotten: RouteFacts = { ...open, path: '/pond/fish', access: 'denied' };
const issuer = { ...nothingAnswers, TOKEN_ISSUER: 'https://issuer.test' };

function linesOf(...[config, routes]: [typeof nothingAnswers, RouteFacts[]]): object[] {
  const log = keepingLogger();
  sayDoubtfulAccess(config, routes, log.logger);
  return log.lines();
}

describe('the start of a service', () => {
  test('says nothing where everything was said', () => {
    expect(linesOf(issuer, [open])).toEqual([]);
  });

  test('says once that nobody can say who he is', () => {
    expect(linesOf(nothingAnswers, [open])).toMatchObject([
      { level: 40, msg: expect.stringContaining('no issuer of tokens is configured') },
    ]);
  });

  test('names the routes that nobody may use', () => {
    expect(linesOf(issuer, [open, forgotten])).toMatchObject([{ level: 40, denied: ['GET /pond/fish'] }]);
  });
});
