import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { cloneRoot } from '../src/clone-root.ts';

/** A checkout with one service, `garden`, that finds the platform's packages. It lives as long as the test. */
export function gardenTree(fields: string): string {
  const root = mkdtempSync(join(tmpdir(), 'garden-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  writeIn(root, 'apps/garden/package.json', '{ "name": "@yard/garden", "type": "module" }');
  writeIn(root, 'apps/garden/service.ts', "export default { name: 'garden', team: 'green', port: 5000 };");
  writeConfig(root, fields);
  writeIn(
    root,
    'system.ts',
    `import { services } from './system.services.ts';\nexport default { name: 'plot', teams: {}, services, steps: [], outside: {} };`,
  );
  const packages = join(root, 'apps/garden/node_modules');
  mkdirSync(join(packages, '@holdfast'), { recursive: true });
  for (const name of ['service', 'source-loader']) {
    symlinkSync(join(cloneRoot, 'packages', name), join(packages, '@holdfast', name));
  }
  symlinkSync(join(cloneRoot, 'packages/service/node_modules/zod'), join(packages, 'zod'));
  return root;
}

/** The configuration of `garden`: what every service has, and these fields. */
export function writeConfig(root: string, fields: string): void {
  const text = `import { secret, ServiceConfig } from '@holdfast/service';
import { z } from 'zod';
export const GardenConfig = ServiceConfig.extend({ ${fields} });
export const seeds = 7, unused = [secret, z];
`;
  writeIn(root, 'apps/garden/src/config.ts', text);
}

function writeIn(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}
