import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { leftBehind } from './left-behind.ts';
import { Reader } from './reader.ts';
import type { ScriptStep, ShownCommand, StepOptions } from './script.ts';

// A busy machine is slow at starting shells.
vi.setConfig({ testTimeout: 30_000 });

let home: string;
let reader: Reader;
beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'reader-')));
  const clone = join(home, 'clone');
  mkdirSync(clone);
  const env = { ...process.env, READER_HOME: home };
  reader = new Reader({ home, clone, repository: home, env, leave: () => undefined }, { page: 'page.md' });
});
afterEach(async () => {
  await reader.closes();
  rmSync(home, { recursive: true });
});

const step = (commands: readonly ShownCommand[], options: StepOptions = {}, name = 'water'): ScriptStep => {
  return { name, line: 7, options, commands };
};
const one = '01a20fb2-e7e5-70a7-9fb5-6d1f06e05ec1';
const other = '01b31fc3-f8f6-71b8-8fc6-7e2f17f16fd2';

describe('a page that tells the truth', () => {
  test('is done in one shell, in the clone', async () => {
    await expect(reader.does(step([{ command: 'PLANT=rose' }]))).resolves.toBeUndefined();
    await expect(
      reader.does(step([{ command: 'basename $PWD; echo $PLANT', shows: ['clone', 'rose'] }])),
    ).resolves.toBeUndefined();
  });

  test('may use in a command what it showed in an output', async () => {
    await expect(
      reader.does(step([{ command: `echo ${other} >id` }, { command: 'cat id', shows: [one] }])),
    ).resolves.toBeUndefined();
    await expect(reader.does(step([{ command: `[ ${one} = "$(cat id)" ]` }]))).resolves.toBeUndefined();
  });

  test('may say that a command fails', async () => {
    await expect(
      reader.does(step([{ command: 'true' }, { command: 'sh -c "exit 3"' }], { exit: 3 })),
    ).resolves.toBeUndefined();
  });

  test('asks again until it is so', async () => {
    const command = 'echo x >>count; wc -l <count | tr -d " "';
    await expect(reader.does(step([{ command, shows: ['3'] }], { again: true }))).resolves.toBeUndefined();
  });

  test('ends what stays, when it says so', async () => {
    await reader.does(step([{ command: 'echo up; exec sleep 60', shows: ['up'] }], { stays: true }));
    expect(leftBehind(home).map(({ command }) => command)).toContain('sleep 60');
    await reader.does(step([{ command: 'true' }], { ends: 'water' }, 'after'));
    expect(leftBehind(home).map(({ command }) => command)).not.toContain('sleep 60');
  });
});

describe('a page that does not', () => {
  test('shows another output: both are told, with the place', async () => {
    const lie = reader.does(step([{ command: 'echo dry', shows: ['wet'] }]));
    await expect(lie).rejects.toMatchObject({
      code: 'output-differs',
      message: expect.stringMatching(/^page\.md:7 \(water\): \$ echo dry\n.*the page shows[^]*\nwet\n[^]*came:\ndry/),
    });
  });

  test('shows nothing of a command that fails', async () => {
    const lie = reader.does(step([{ command: 'echo why; false' }]));
    await expect(lie).rejects.toMatchObject({
      code: 'code-differs',
      message: expect.stringMatching(/1 and not with 0:\nwhy/),
    });
  });

  test('expects a failure that does not come', async () => {
    await expect(reader.does(step([{ command: 'true' }], { exit: 1 }))).rejects.toMatchObject({ code: 'code-differs' });
  });

  test('shows of what stays something that never comes', async () => {
    const lie = reader.does(step([{ command: 'echo down; false', shows: ['up'] }], { stays: true }));
    await expect(lie).rejects.toMatchObject({ code: 'output-differs', message: expect.stringMatching(/came:\ndown/) });
  });
});
