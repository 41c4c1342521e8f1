import { spawnSync } from 'node:child_process';
import { undecided } from '@holdfast/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { examplesIn, idleProgram, wordsOf } from './leaf-commands.ts';
import { cleanEnvironment } from './run-program.ts';
import { onTerminal, whyNoTerminal } from './terminal-program.ts';
import { readBy, type Reader } from './unread-program.ts';
import { wholeClone, type WholeClone } from './whole-clone.ts';

let clone: WholeClone;

beforeAll(async () => {
  clone = wholeClone();
  // What an example asks for may need a commit to compare with.
  const git = (...args: string[]) => spawnSync('git', args, { cwd: clone.root });
  git('init', '--quiet');
  git('add', '--all');
  git('-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '--quiet', '--message', 'All');
  await clone.holdfast(['status']).ended; // Installs the packages.
}, 300_000);

afterAll(async () => await clone.remove());

const { leaves, helpOf } = idleProgram();
const commands = leaves.map(({ path, command }) => ({
  path,
  example: wordsOf(examplesIn(helpOf(command))[0] ?? `./holdfast ${path}`).slice(1),
}));

const stackTrace = /^\s+at .+:\d+:\d+\)?$/m;
const colour = new RegExp(`${String.fromCodePoint(0x1b)}\\[[\\d;]*m`);
/** As a person's shell would have it, who wants colour. */
const environment = () => {
  const { NO_COLOR: _no, FORCE_COLOR: _force, CI: _ci, ...env } = cleanEnvironment({ TERM: 'xterm-256color' });
  return env;
};

// Each runs as its help shows it, in a clone where nothing else runs: most find nothing to do, which they must say as well.
describe.each(commands)('$path', ({ path, example }) => {
  afterAll(async () => void (await clone.holdfast(['stop']).ended));

  const help = [...path.split(' '), '--help'];
  const reading = (reader: Reader, args: string[], patienceMs: number) =>
    readBy(reader, args, { cwd: clone.root, env: environment(), patienceMs });

  test.each<[Reader, string, string[]]>([
    ['for-a-line', 'its help', help],
    ['gone', 'its help', help],
    ['gone', 'its example', example],
  ])('whose reader is %s ends without a word about it: %s', async (reader, _what, args) => {
    const { err, code, signal } = await reading(reader, args, 15_000);
    expect(err).not.toMatch(stackTrace);
    expect(err).not.toContain('EPIPE');
    // By itself, or, where nothing was left to clean up, by the Ctrl-C.
    expect([0, 1, 2, 130, 143, 'SIGINT']).toContain(signal ?? code);
  });

  test('in a pipe is unpainted', async () => {
    const { out, err } = await reading('to-the-end', example, 5_000);
    expect(out + err).not.toMatch(colour);
  });

  test('on a terminal is unpainted too where that is asked for', async (context) => {
    const why = whyNoTerminal();
    if (why !== undefined) undecided(context, why);
    const env = { ...environment(), NO_COLOR: '1' };
    expect(await onTerminal(['./holdfast', ...example], { cwd: clone.root, env, patienceMs: 5_000 })).not.toMatch(
      colour,
    );
  });
});

test('a terminal is painted', async (context) => {
  const why = whyNoTerminal();
  if (why !== undefined) undecided(context, why);
  const painted = await onTerminal(['./holdfast', 'doctor'], {
    cwd: clone.root,
    env: environment(),
    patienceMs: 60_000,
  });
  expect(painted).toMatch(colour);
});
