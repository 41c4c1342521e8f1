import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { syncCommand } from './sync.ts';

function plot(outside: object): string {
  const root = mkdtempSync(join(tmpdir(), 'sync-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const files = {
    'apps/garden/package.json': '{}',
    'apps/garden/service.ts': "export default { name: 'garden', team: 'green', port: 5000 };",
    'apps/sky/package.json': '{}',
    'system.ts': `import { services } from './system.services.ts';
      export default { name: 'plot', teams: {}, services, steps: [], outside: ${JSON.stringify(outside)} };`,
  };
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

async function sync(root: string, check = false): Promise<[code: number, said: string[]]> {
  const said: string[] = [];
  const terminal = { out: (line: string) => void said.push(line) } as never;
  return [await syncCommand({ root, terminal, check }), said];
}

test('an app that simulates something needs no declaration', async () => {
  const root = plot({ weather: { team: 'green', simulator: { app: 'sky', port: 5010 } } });
  expect(await sync(root)).toEqual([0, ['system.services.ts written: 1 service.', 'docker-compose.yml written.']]);
  expect(await sync(root, true)).toEqual([0, ['system.services.ts is as it should be: 1 service.']]);
});

test('an app that is neither a service nor a simulator is refused, by the comparison as well', async () => {
  const root = plot({});
  await expect(sync(root)).rejects.toThrow('apps/sky has no service.ts, and no system outside is simulated by it');
  await expect(sync(root, true)).rejects.toThrow('apps/sky has no service.ts');
});
