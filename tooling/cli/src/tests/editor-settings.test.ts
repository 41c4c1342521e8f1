import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { appFolders } from '@holdfast/system-model';
import { describe, expect, test } from 'vitest';
import { cloneRoot } from '../clone-root.ts';

/** What an editor reads, which may hold comments. */
function settings(name: string): unknown {
  const text = readFileSync(join(cloneRoot, '.vscode', name), 'utf8').replaceAll(/^\s*\/\/.*$/gm, '');
  return JSON.parse(text);
}

const textsIn = (value: unknown): string[] =>
  typeof value === 'string' ? [value] : Object.values(value ?? {}).flatMap(textsIn);

describe('the settings that come with the clone', () => {
  test('run tests with the configuration at the root, by an extension that is recommended', () => {
    expect(settings('settings.json')).toMatchObject({ 'vitest.rootConfig': 'vitest.config.ts' });
    expect(settings('extensions.json')).toMatchObject({ recommendations: expect.arrayContaining(['vitest.explorer']) });
    expect(existsSync(join(cloneRoot, 'vitest.config.ts'))).toBe(true);
  });

  test('start only what is there', () => {
    const app = appFolders(cloneRoot)[0];
    const paths = textsIn(settings('launch.json'))
      .filter((text) => text.startsWith('${workspaceFolder}/') && !text.includes('.holdfast'))
      .map((text) => text.replace('${workspaceFolder}/', '').replaceAll('${input:service}', app ?? '${input:service}'))
      // Where there is no service yet, there is none to start.
      .filter((text) => !text.includes('${'));
    expect(paths).toContain('node_modules/vitest/vitest.mjs');
    expect(paths.filter((path) => !existsSync(join(cloneRoot, path)))).toEqual([]);
  });
});
