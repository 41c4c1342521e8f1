import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A person who has never been here: empty caches, and a repository to clone. */
export interface NewUser {
  /** Where the person works. */
  readonly home: string;
  /** What is cloned: the tree at hand, changes that are not committed included. */
  readonly repository: string;
  /** The place of the clone. */
  readonly clone: string;
  readonly env: NodeJS.ProcessEnv;
  leave(): void;
}

export function newUser(from: string): NewUser {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'first-hour-')));
  const repository = join(home, 'repository');
  copyTree(from, repository);
  const env = { ...strangersEnvironment(), CURL_HOME: home, NO_COLOR: '1' };
  for (const [name, folder] of Object.entries({
    XDG_CACHE_HOME: 'cache',
    XDG_DATA_HOME: 'data',
    npm_config_cache: 'npm',
  })) {
    Object.assign(env, { [name]: join(home, folder) });
    mkdirSync(join(home, folder));
  }
  // At a terminal curl shows no progress beside an answer.
  writeFileSync(join(home, '.curlrc'), 'no-progress-meter\n');
  return {
    home,
    repository,
    clone: join(home, 'holdfast'),
    env,
    leave: () => rmSync(home, { recursive: true, force: true, maxRetries: 5 }),
  };
}

/** Without what the tests around were told, and without what another start of this repository put there. */
function strangersEnvironment(): NodeJS.ProcessEnv {
  const ours =
    /^(HOLDFAST_|VITEST|NODE_(OPTIONS|ENV|CHANNEL)|TEST$|DEV$|PROD$|CI$|npm_(package|lifecycle|command|execpath|node_execpath))/i;
  const own = Object.entries(process.env).filter(([name]) => !ours.test(name));
  // The launcher puts the Node that it brings first; a stranger has only the own one.
  const path = process.env['HOLDFAST_OUTER_PATH'] ?? process.env['PATH'];
  return { ...Object.fromEntries(own), PATH: path };
}

function copyTree(from: string, to: string): void {
  const listed = git(from, 'ls-files', '-z', '--cached', '--others', '--exclude-standard').split('\0');
  for (const name of new Set(listed)) {
    const file = join(from, name);
    if (name !== '' && existsSync(file)) cpSync(file, join(to, name), { verbatimSymlinks: true });
  }
  git(to, 'init', '-q');
  git(to, 'add', '-A');
  git(to, '-c', 'user.name=test', '-c', 'user.email=test@example.com', 'commit', '-q', '-m', 'All');
}

function git(cwd: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync('git', args, { cwd, encoding: 'utf8', maxBuffer: 1 << 26 });
  if (status !== 0) throw new Error(`git ${args[0]}: ${stderr}`);
  return stdout;
}
