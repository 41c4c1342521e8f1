import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@holdfast/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { leftBehind } from '../src/left-behind.ts';
import { newUser, type NewUser } from '../src/new-user.ts';
import { Reader } from '../src/reader.ts';
import { scriptsOf, type Script } from '../src/script.ts';
import { Shell, type Staying } from '../src/shell.ts';

const here = join(import.meta.dirname, '../../..');
const scripts = scriptsOf(here);
let user: NewUser;
/** One system for all pages that need one and start none. */
let running: { shell: Shell; system: Staying } | undefined;

const patience = { timeout: 900_000 };

/** A clone may show nothing that is run yet. */
describe.skipIf(scripts.length === 0)('a reader who does what the pages show', () => {
  beforeAll(() => {
    user = newUser(here);
  });

  afterEach(() => {
    // What a reader changed is taken back; what git ignores stays, as it does for a person.
    if (!existsSync(user.clone)) return;
    git('reset', '-q', '--hard');
    git('clean', '-fdq');
  });

  afterAll(async () => {
    await stopTheSystem();
    for (const { pid } of leftBehind(user.home)) process.kill(pid, 'SIGKILL');
    user.leave();
  });

  test.each(scripts)('sees in $page what it says', patience, async (script) => {
    if (!types(script, /git clone/)) cloneOnce();
    await (types(script, /^(npm start|\.\/holdfast (start|dev|bench)\b)/m) ? stopTheSystem() : startTheSystem(script));
    const reader = new Reader(user, script);
    try {
      for (const step of script.steps) {
        const began = performance.now();
        await expect(reader.does(step)).resolves.toBeUndefined();
        console.info(`${script.script}/${step.name}: ${((performance.now() - began) / 1000).toFixed(1)} s`);
      }
    } finally {
      await reader.closes();
    }
  });

  test('has nothing left running at the end', async () => {
    await stopTheSystem();
    const nothing = { what: 'that every process has ended', withinMs: 20_000 };
    await eventually(() => leftBehind(user.home).length === 0, nothing).catch(() => undefined);
    expect(leftBehind(user.home)).toEqual([]);
  });
});

function types({ steps }: Script, pattern: RegExp): boolean {
  return steps.some(({ commands = [] }) => commands.some(({ command }) => pattern.test(command)));
}

/** Run alone, a page finds no clone from the page before. */
function cloneOnce(): void {
  if (!existsSync(user.clone)) spawnSync('git', ['clone', '-q', user.repository, user.clone]);
}

async function startTheSystem({ page }: Script): Promise<void> {
  if (running) return;
  const shell = new Shell({ cwd: user.clone, env: user.env, folder: user.home });
  const system = await shell.stay('./holdfast start');
  running = { shell, system };
  const isUp = () => system.lines().some((line) => line.includes('Ctrl-C stops everything'));
  await eventually(() => isUp() || system.code() !== undefined, { what: `a system for ${page}`, withinMs: 300_000 });
  if (!isUp()) throw new Error(`./holdfast start, for ${page}:\n${system.lines().join('\n')}`);
}

async function stopTheSystem(): Promise<void> {
  await running?.system.interrupt();
  running?.shell.close();
  running = undefined;
}

function git(...args: string[]): void {
  spawnSync('git', args, { cwd: user.clone });
}
