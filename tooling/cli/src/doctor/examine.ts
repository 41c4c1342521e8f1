import { join } from 'node:path';
import type { Finding } from './finding.ts';
import { installCommand } from './install-command.ts';
import type { Machine } from './machine.ts';

export interface Patient {
  readonly root: string;
  readonly machine: Machine;
  /** Ports that services prefer, by service. */
  readonly ports: Readonly<Record<string, number>>;
}

/** Looks at everything that starting and testing need on this machine. Changes nothing. */
export async function examine({ root, machine, ports }: Patient): Promise<Finding[]> {
  const kafka = kafkaFindings(machine);
  return [
    system(machine),
    brought(
      machine,
      program(machine, 'node', ['--version'], { apt: 'nodejs', dnf: 'nodejs', apk: 'nodejs', brew: 'node' }),
    ),
    brought(machine, program(machine, 'pnpm', ['--version'], { apt: 'pnpm', dnf: 'pnpm', apk: 'pnpm', brew: 'pnpm' })),
    program(machine, 'git', ['--version'], { apt: 'git', dnf: 'git', apk: 'git', brew: 'git' }),
    ...kafka,
    ...ordinaryUser(machine),
    disk(machine, root),
    ...(await portFindings(machine, ports)),
  ];
}

function system({ platform, kernel }: Machine): Finding {
  if (platform === 'linux' || platform === 'darwin')
    return { name: 'system', state: 'ok', found: `${platform} ${kernel}` };
  return { name: 'system', state: 'missing', found: platform, mend: 'wsl --install (and work in WSL2)' };
}

function program(
  machine: Machine,
  name: string,
  args: string[],
  packages: Parameters<typeof installCommand>[0],
): Finding {
  const said = machine.says(name, ...args);
  if (said !== undefined) return { name, state: 'ok', found: firstLine(said) };
  return { name, state: 'missing', found: 'not on the path', mend: installCommand(packages, machine) };
}

/** Says so where it is not what a person's own shell finds: `npm test` in a package's folder takes theirs. */
function brought({ env, says }: Machine, finding: Finding): Finding {
  const own = env['HOLDFAST_OUTER_PATH'];
  if (own === undefined || finding.state !== 'ok') return finding;
  const theirs = says('env', `PATH=${own}`, finding.name, '--version');
  if (theirs === finding.found) return finding;
  return { ...finding, found: `${finding.found} (brought by ./holdfast; yours is ${theirs ?? 'missing'})` };
}

/** Kafka comes in one of three ways, so what one of them lacks is missing only if the other two lack something as well. */
function kafkaFindings(machine: Machine): Finding[] {
  const java = javaFinding(machine);
  const maven = mavenFinding(machine);
  const docker = dockerFinding(machine);
  const given = (machine.env['HOLDFAST_KAFKA_BROKERS'] ?? '') !== '';
  const canNative = java.state === 'ok' && maven.state === 'ok';
  if (canNative || docker.state === 'ok' || given) return [java, maven, docker].map(asHint);
  return [java, maven, asHint(docker)];
}

function asHint(finding: Finding): Finding {
  return finding.state === 'missing' ? { ...finding, state: 'hint' } : finding;
}

function javaFinding(machine: Machine): Finding {
  const packages = {
    apt: 'openjdk-17-jre-headless',
    dnf: 'java-21-openjdk-headless',
    apk: 'openjdk17-jre-headless',
    brew: 'openjdk@17',
  };
  const home = machine.env['JAVA_HOME'];
  const said =
    (home ? machine.says(join(home, 'bin', 'java'), '-version') : undefined) ?? machine.says('java', '-version');
  const version = Number(/version "(?:1\.)?(\d+)/.exec(said ?? '')?.[1] ?? 0);
  if (version >= 17) return { name: 'java', state: 'ok', found: firstLine(said!) };
  const found = said === undefined ? 'not on the path' : `${firstLine(said)}; Kafka needs 17`;
  return { name: 'java', state: 'missing', found, mend: installCommand(packages, machine) };
}

function mavenFinding(machine: Machine): Finding {
  return program(machine, 'mvn', ['--version'], { apt: 'maven', dnf: 'maven', apk: 'maven', brew: 'maven' });
}

function dockerFinding(machine: Machine): Finding {
  const engine = machine.says('docker', 'version', '--format', '{{.Server.Version}}');
  if (engine !== undefined) return { name: 'docker', state: 'ok', found: `engine ${firstLine(engine)}` };
  return {
    name: 'docker',
    state: 'missing',
    found: 'no engine answers',
    mend: 'start Docker; not needed where Java 17 and Maven are',
  };
}

/** PostgreSQL refuses to run as root; a user namespace makes it believe otherwise. */
function ordinaryUser(machine: Machine): Finding[] {
  if (!machine.isRoot || machine.platform !== 'linux') return [];
  const works = machine.says('unshare', '--user', '--map-user=1000', '--map-group=1000', '--', 'true') !== undefined;
  if (works) return [{ name: 'unshare', state: 'ok', found: 'user namespaces work' }];
  const packages = { apt: 'util-linux', dnf: 'util-linux', apk: 'util-linux', brew: 'util-linux' };
  return [
    {
      name: 'unshare',
      state: 'hint',
      found: 'no user namespaces: PostgreSQL runs as nobody',
      mend: installCommand(packages, machine),
    },
  ];
}

function disk(machine: Machine, root: string): Finding {
  const free = machine.freeGb(root);
  const found = free === undefined ? 'unknown' : `${free.toFixed(1)} GB free`;
  if (free === undefined || free >= neededGb) return { name: 'disk', state: 'ok', found };
  return {
    name: 'disk',
    state: 'missing',
    found: `${found}; ${neededGb} GB are needed`,
    mend: `free some space at ${root}`,
  };
}

async function portFindings(machine: Machine, ports: Readonly<Record<string, number>>): Promise<Finding[]> {
  const findings = Object.entries(ports).map(async ([service, port]): Promise<Finding> => {
    if (await machine.isFree(port)) return { name: `port ${port}`, state: 'ok', found: `free for ${service}` };
    return { name: `port ${port}`, state: 'hint', found: `taken; ${service} will move to another` };
  });
  return await Promise.all(findings);
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? '';
}

const neededGb = 3;
