import { describe, expect, test } from 'vitest';
import { compareOutput } from './compare-output.ts';

const one = '01a20fb2-e7e5-70a7-9fb5-6d1f06e05ec1';
const other = '01b31fc3-f8f6-71b8-8fc6-7e2f17f16fd2';
const fits = (shown: string[], came: string[], more = {}) => compareOutput({ shown, came, ...more }).fits;

describe('what a page shows', () => {
  test.each([
    ['ids', `plant ${one}`, `plant ${other}`],
    ['times', 'ready in 13.0 s, took 12ms', 'ready in 4.2 s, took 900ms'],
    ['dates', '2026-11-25T01:14:59.123Z', '2027-01-01T00:00:00Z'],
    ['ports', 'at http://127.0.0.1:4000/docs, port 4000', 'at http://127.0.0.1:39411/docs, port 39411'],
    ['pids', 'process 12', 'process 4711'],
    ['versions', 'PostgreSQL 18.4', 'PostgreSQL 18.5.1'],
    ['columns', '1 water    shed   +0.06 s', '1 water shed +10.06 s'],
    ['colours', 'wet', '\u001B[32mwet\u001B[39m'],
  ])('may differ in %s', (_, shown, came) => {
    expect(fits([shown], [came])).toBe(true);
  });

  test.each([
    ['a word', ['wet'], ['dry']],
    ['a count', ['3 plants'], ['4 plants']],
    ['an amount', ['12.50 EUR'], ['12.60 EUR']],
    ['a line that is missing', ['wet', 'dry'], ['wet']],
    ['a line that came more', ['wet'], ['wet', 'dry']],
    ['an order', ['wet', 'dry'], ['dry', 'wet']],
  ])('may not differ in %s', (_, shown, came) => {
    expect(fits(shown, came)).toBe(false);
  });

  test('may leave out lines with `…`', () => {
    const came = ['a', 'b', 'c', 'd'];
    expect(fits(['a', '…', 'd'], came)).toBe(true);
    expect(fits(['…', 'b', 'c', '…'], came)).toBe(true);
    expect(fits(['…', 'b', 'd'], came)).toBe(false);
    expect(fits(['b', '…'], came)).toBe(false);
  });

  test('may leave out the rest of a line', () => {
    expect(fits(['wet for …'], ['wet for days'])).toBe(true);
    expect(fits(['wet for …'], ['dry for days'])).toBe(false);
  });

  test('may be in any order where that is said', () => {
    expect(fits(['wet', 'dry'], ['dry', 'wet'], { anyOrder: true })).toBe(true);
    expect(fits(['wet', 'wet'], ['dry', 'wet'], { anyOrder: true })).toBe(false);
    expect(fits(['wet'], ['dry', 'wet'], { anyOrder: true })).toBe(false);
  });

  test('is the beginning of what goes on', () => {
    expect(fits(['wet'], ['wet', 'dry'], { mayGoOn: true })).toBe(true);
  });

  test('tells what a reader copies: ids and ports', () => {
    const shown = [`${one} at 127.0.0.1:4000`];
    expect(compareOutput({ shown, came: [`${other} at 127.0.0.1:5123`] }).copied).toEqual(
      new Map([
        [one, other],
        ['4000', '5123'],
      ]),
    );
  });
});
