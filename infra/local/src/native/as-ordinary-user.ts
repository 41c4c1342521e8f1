import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** How to run a program that refuses to run as root. */
export interface OrdinaryUser {
  /** The command line that a program's own is appended to; empty where nothing is needed. It replaces itself by the program, so the process id is the program's. */
  readonly prefix: readonly string[];
  /** Makes a folder, with all that is in it, this user's. */
  takeOver(folder: string): void;
}

/**
 * PostgreSQL refuses to run as root. In a user namespace it sees an ordinary user while every file stays root's: no
 * account is made, and a checkout that only root may enter works. Where namespaces are forbidden, as in many
 * containers, it runs as `nobody`.
 */
export function asOrdinaryUser(): OrdinaryUser {
  if (process.getuid?.() !== 0) return { prefix: [], takeOver: () => undefined };
  const user = inNamespace() ?? asNobody();
  if (user === undefined) throw new Error(cannotBeAnother);
  return user;
}

const cannotBeAnother =
  'PostgreSQL does not run as root, and neither `unshare --user` nor `setpriv` works here: run as an ordinary user, or name a server in HOLDFAST_POSTGRES_URL.';

/** By a user namespace; undefined where the system forbids it. */
function inNamespace(): OrdinaryUser | undefined {
  const { uid, gid } = ordinaryAccount();
  const prefix = ['unshare', '--user', `--map-user=${uid}`, `--map-group=${gid}`, '--'];
  return works([...prefix, 'true']) ? { prefix, takeOver: () => undefined } : undefined;
}

/** As the account `nobody`; undefined where `setpriv` is missing or forbidden. */
function asNobody(): OrdinaryUser | undefined {
  const account = accounts().find(({ name }) => name === 'nobody');
  if (account === undefined) return undefined;
  // Root's home is closed to it, and so are the binaries, the cache and the state there: it keeps root's right to pass.
  const passing = ['--inh-caps=+dac_override', '--ambient-caps=+dac_override'];
  const prefix = ['setpriv', `--reuid=${account.uid}`, `--regid=${account.gid}`, '--clear-groups', ...passing, '--'];
  const takeOver = (folder: string) => run(['chown', '-R', `${account.uid}:${account.gid}`, folder]);
  return works([...prefix, 'true']) ? { prefix, takeOver } : undefined;
}

// initdb looks the user up by number, so it must be one that has an account.
function ordinaryAccount(): Account {
  const ordinary = accounts().filter(({ uid }) => uid !== 0);
  return ordinary.find(({ uid }) => uid === 1000) ?? ordinary[0] ?? { name: '', uid: 1000, gid: 1000 };
}

interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

function accounts(): Account[] {
  return readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .filter((fields) => fields.length >= 4)
    .map(([name, , uid, gid]) => ({ name: name ?? '', uid: Number(uid), gid: Number(gid) }));
}

function works(command: readonly string[]): boolean {
  const [file = '', ...args] = command;
  return spawnSync(file, args, { stdio: 'ignore' }).status === 0;
}

function run(command: readonly string[]): void {
  if (!works(command)) throw new Error(`\`${command.join(' ')}\` failed`);
}
