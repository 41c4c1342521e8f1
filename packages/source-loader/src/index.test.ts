import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test, vi } from 'vitest';

// Each test starts processes; a busy machine is slow at that.
vi.setConfig({ testTimeout: 30_000 });

const fixtures = fileURLToPath(new URL('../fixtures', import.meta.url));
const loader = fileURLToPath(new URL('./index.ts', import.meta.url));

const run = (file: string): unknown =>
  JSON.parse(execFileSync(process.execPath, ['--import', loader, join(fixtures, file)], { encoding: 'utf8' }));

describe('a program started with the loader', () => {
  test('finds the types of its constructors, methods and properties in the metadata', () => {
    expect(run('packages/shed/gardener.ts')).toMatchObject({
      constructorTypes: ['Shed', 'String'],
      methodTypes: ['Number'],
      propertyType: ['String'],
      twice: 42,
    });
  });

  test('has its decorators called with what TypeScript would hand to them, the class last', () => {
    expect(run('packages/shed/gardener.ts')).toMatchObject({
      marked: [
        'property: tool undefined',
        'method, second: twice descriptor',
        'method, first: twice descriptor',
        'parameter: undefined 1',
        'class: undefined undefined',
      ],
    });
  });

  test('may use parameter properties in the files of an app, with no decorator in sight', () => {
    expect(run('apps/garden/main.ts')).toBe('roses in row 3');
  });

  test('names file and line of the source when it throws', () => {
    const { stderr, status } = spawnSync(
      process.execPath,
      ['--import', loader, join(fixtures, 'apps/garden/storm.ts')],
      {
        encoding: 'utf8',
      },
    );
    expect(status).toBe(1);
    expect(stderr).toContain('wind 11');
    expect(stderr).toContain(`${join(fixtures, 'apps/garden/storm.ts')}:9:`);
  });

  test('is shown the place, and then the code, when a file does not parse', () => {
    const folder = mkdtempSync(join(tmpdir(), 'holdfast-loader-'));
    const file = join(folder, 'apps', 'garden', 'half.ts');
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, "export const blüte = 'ü';\nexport class Half { ö = ; }\n");
    const { stderr, status } = spawnSync(process.execPath, ['--import', loader, file], { encoding: 'utf8' });
    rmSync(folder, { recursive: true });
    expect(status).toBe(1);
    const told = stderr.slice(stderr.indexOf(file)).split('\n');
    expect(told[0]).toMatch(/half\.ts:2:25 \S/);
    expect(told.join('\n')).toContain('export class Half { ö = ; }');
    expect(told.filter((line) => line.startsWith('    at '))).toEqual([`    at ${file}:2:25`]);
  });
});

describe('the same programs without the loader', () => {
  test.each(['packages/shed/gardener.ts', 'apps/garden/main.ts'])('%s does not even start', (file) => {
    const { status, stderr } = spawnSync(process.execPath, [join(fixtures, file)], { encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toContain('SyntaxError');
  });
});
