import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@holdfast/local-infra';
import { loadSystem } from '@holdfast/system-model';
import { eventually } from '@holdfast/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cloneRoot } from '../src/clone-root.ts';
import { environmentOf, execForm, instructionsOf, type Instruction } from './dockerfile.ts';
import { wholeClone, type WholeClone } from './whole-clone.ts';

// There is not everywhere an engine to build images. So the commands of the Dockerfile are run here one by one, in a copy that has
// what `.dockerignore` lets through; what an engine adds (layers, users, the base image) is not looked at.
const { services } = await loadSystem(cloneRoot);
// One that asks nothing more than every service does.
const app = services.find(({ outside = [] }) => outside.length === 0)?.name;
const image = instructionsOf(join(cloneRoot, 'infra/docker/app.Dockerfile'));
const job = instructionsOf(join(cloneRoot, 'infra/docker/migrations.Dockerfile'));

let clone: WholeClone;
let out: string;

beforeAll(() => {
  clone = wholeClone();
  out = realpathSync(mkdtempSync(join(tmpdir(), 'image-')));
});
afterAll(async () => {
  await clone.remove();
  rmSync(out, { recursive: true, force: true });
});

/** The commands of these stages, without the one that brings pnpm: the launcher has brought it. */
function commandsOf(instructions: readonly Instruction[], name: string): string[] {
  return instructions
    .filter(({ word, text }) => word === 'RUN' && !text.startsWith('npm install --global'))
    .map(({ text }) => text.replace(/^(--mount=\S+ )+/, '').replaceAll('/deployed', join(out, name)));
}

function build(instructions: readonly Instruction[], name: string): void {
  const env = { ...process.env, APP: app, CI: 'true' };
  for (const command of commandsOf(instructions, name)) {
    // As in an image: a command of a shell, in the workspace.
    const { status, stdout, stderr } = spawnSync('sh', ['-c', command], { cwd: clone.root, env, encoding: 'utf8' });
    expect(status, `${command}\n${stdout}${stderr}`).toBe(0);
  }
}

describe.skipIf(app === undefined)('the steps of an image', () => {
  test('make an app that lives, says so to its health check, and ends in order on SIGTERM', async () => {
    build(image, 'app');
    const [port, adminPort] = [await freePort(), await freePort()];
    const nowhere = 'postgres://nobody:nothing@127.0.0.1:1/nothing';
    const env = {
      PATH: process.env['PATH'],
      ...environmentOf(image),
      PUBLIC_URL: 'http://127.0.0.1:1',
      HOST: '127.0.0.1',
      PORT: String(port),
      ADMIN_PORT: String(adminPort),
      DATABASE_URL: nowhere,
      RELAY_DATABASE_URL: nowhere,
      KAFKA_BROKERS: '127.0.0.1:1',
    };
    const [node, ...args] = execForm(textOf(image, 'ENTRYPOINT'));
    const permissions = ['--permission', '--allow-fs-read=.'];
    const child = spawn(node!, [...permissions, ...args], { cwd: join(out, 'app'), env, stdio: 'ignore' });
    const ended = once(child, 'exit');
    const [tool, ...check] = execForm(textOf(image, 'HEALTHCHECK'));
    const isHealthy = async () => {
      const [code] = await once(spawn(tool!, check, { env, stdio: 'ignore' }), 'exit');
      return code === 0;
    };
    await eventually(isHealthy, { withinMs: 60_000, what: 'the health check', until: (healthy) => healthy });
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    expect(await isHealthy()).toBe(false);
  }, 600_000);

  test('make a job that starts from its folder and asks for its settings', () => {
    build(job, 'job-image');
    const [node, ...args] = execForm(textOf(job, 'ENTRYPOINT')).map((word) =>
      word.replace(/^\/(job|app)/, join(out, 'job-image', '$1')),
    );
    const env = { PATH: process.env['PATH'], ...environmentOf(job) };
    const { status, stderr } = spawnSync(node!, args, { cwd: join(out, 'job-image', 'app'), env, encoding: 'utf8' });
    expect(stderr).toContain('The migration job needs OWNER_DATABASE_URL');
    expect(status).toBe(1);
  }, 600_000);
});

function textOf(all: readonly Instruction[], word: string): string {
  return all.findLast((one) => one.word === word)?.text ?? '';
}
