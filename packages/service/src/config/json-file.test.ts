import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import { jsonFile } from './json-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'seeds-'));
afterAll(() => rmSync(folder, { recursive: true }));

const Seeds = z.strictObject({ grams: z.record(z.string(), z.int().min(1)) });
const SeedsFile = jsonFile(Seeds.transform(({ grams }) => new Map(Object.entries(grams))));

function fileWith(contents: string) {
  const file = join(folder, 'seeds.json');
  writeFileSync(file, contents);
  return file;
}

const issuesOf = (file: string) => SeedsFile.safeParse(file).error?.issues ?? [];

describe('a variable that names a JSON file', () => {
  test('becomes what the schema makes of the file', () => {
    const seeds = SeedsFile.parse(fileWith('{ "grams": { "oak": 7 } }'));

    expect(seeds).toEqual(new Map([['oak', 7]]));
    expectTypeOf(seeds).toEqualTypeOf<Map<string, number>>();
  });

  test('may have a file to fall back on', () => {
    expect(SeedsFile.prefault(fileWith('{ "grams": {} }')).parse(undefined)).toEqual(new Map());
  });

  test('is refused with all problems of the file, and the file is named in each', () => {
    const file = fileWith('{ "grams": { "oak": 0, "elm": 1.5 }, "name": "spring" }');

    expect(issuesOf(file).map(({ path }) => path.join('.'))).toEqual(['grams.oak', 'grams.elm', '']);
    for (const { message } of issuesOf(file)) expect(message).toContain(`${file}: `);
  });

  test.each([
    ['is missing', () => join(folder, 'nothing.json')],
    ['is not JSON', () => fileWith('{ "grams": ')],
    ['is a folder', () => folder],
  ])('is refused when the file %s, and the problem says so', (_, file) => {
    const path = file();

    expect(issuesOf(path)).toMatchObject([{ message: expect.stringContaining(`${path}: cannot be read as JSON`) }]);
  });
});
