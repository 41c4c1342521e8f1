import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A checkout with the real launcher and, in place of the command, a script of the test. It depends on nothing. */
export interface SmallClone {
  readonly root: string;
  readonly launcher: string;
  remove(): void;
}

/** Makes one. `script` is TypeScript; it tells by its output what the launcher handed over. */
export function smallClone(script: string): SmallClone {
  const root = mkdtempSync(join(tmpdir(), 'small-clone-'));
  const files = {
    'package.json': JSON.stringify({ name: 'small', private: true, type: 'module', devEngines: keepPnpm }),
    'pnpm-workspace.yaml': 'packages:\n  - tooling/*\n',
    'pnpm-lock.yaml': "lockfileVersion: '9.0'\n\nimporters:\n\n  .: {}\n\n  tooling/cli: {}\n",
    'tooling/cli/package.json': JSON.stringify({ name: 'small-cli', private: true, type: 'module' }),
    'tooling/cli/src/main.ts': script,
  };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  copyFileSync(fileURLToPath(new URL('../holdfast.cjs', import.meta.url)), join(root, 'tooling/cli/holdfast.cjs'));
  symlinkSync('tooling/cli/holdfast.cjs', join(root, 'holdfast'));
  return { root, launcher: join(root, 'holdfast'), remove: () => rmSync(root, { recursive: true, force: true }) };
}

const keepPnpm = { packageManager: { name: 'pnpm', onFail: 'ignore' } };
