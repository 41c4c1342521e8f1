import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryTree } from '../test/temporary-tree.ts';
import { checkServicesFile, writeServicesFile } from './services-file.ts';

const files = {
  'apps/shed/package.json': '{}',
  'apps/shed/service.ts': '',
  'apps/green-house/package.json': '{}',
  'apps/green-house/service.ts': '',
};

describe('the derived list of services', () => {
  test('names each folder once, sorted', () => {
    const root = temporaryTree(files);
    writeServicesFile(root);
    expect(readFileSync(join(root, 'system.services.ts'), 'utf8')).toBe(
      `// Written by \`./holdfast sync\` from the folders in apps/. Edit the folders, not this file.
import greenHouseService from './apps/green-house/service.ts';
import shedService from './apps/shed/service.ts';

export const services = [
  greenHouseService,
  shedService,
] as const;
`,
    );
  });

  test('is empty without a service', () => {
    const root = temporaryTree({ 'apps/sky/package.json': '{}' });
    writeServicesFile(root);
    expect(readFileSync(join(root, 'system.services.ts'), 'utf8')).toMatch(
      /\n\nexport const services = \[\] as const;\n$/,
    );
  });

  test('is not written again when nothing changed', () => {
    const root = temporaryTree(files);
    expect(writeServicesFile(root)).toBe(true);
    expect(writeServicesFile(root)).toBe(false);
  });

  test('is found to differ when a folder came, or when a person edited it', () => {
    const root = temporaryTree({ ...files, 'system.services.ts': 'export const services = [] as const;\n' });
    expect(checkServicesFile(root)).toContain('Run `./holdfast sync`');
    writeServicesFile(root);
    expect(checkServicesFile(root)).toBeUndefined();
  });

  test('is found to be missing', () => {
    expect(checkServicesFile(temporaryTree(files))).toContain('is missing. Run `./holdfast sync`');
  });
});
