import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** One server's containers, network and volumes, under a name of their own. */
export interface ComposeProject {
  readonly name: string;
  /** The infra/docker/servers.yml that describes it. */
  readonly file: string;
  /** Everything that the file asks of the environment. */
  readonly variables: Readonly<Record<string, string>>;
  /** Whether its data go with it. */
  readonly isThrowaway: boolean;
}

/** Whether a Docker engine with the compose plug-in answers, and soon: a client without an engine may wait for long. */
export async function dockerAnswers(env: NodeJS.ProcessEnv): Promise<boolean> {
  try {
    await docker(['version', '--format', '{{.Server.Version}}'], { env, timeoutMs: 3_000 });
    await docker(['compose', 'version'], { env, timeoutMs: 3_000 });
    return true;
  } catch {
    return false;
  }
}

/** Creates and starts one service of the project. The first time on a machine this fetches its image. */
export async function startProject(project: ComposeProject, service: string, env: NodeJS.ProcessEnv): Promise<void> {
  await compose(project, ['up', '--detach', service], env);
}

/** Removes the project's containers and network, and its volumes if nobody wants to keep them. A repeat is fine. */
export async function removeProject(project: ComposeProject, env: NodeJS.ProcessEnv = process.env): Promise<void> {
  await compose(project, ['down', '--timeout', '10', ...(project.isThrowaway ? ['--volumes'] : [])], env);
}

/** What the project's containers have said last. */
export async function lastWordsOf(project: ComposeProject, env: NodeJS.ProcessEnv): Promise<string> {
  return await compose(project, ['logs', '--no-color', '--tail', '20'], env);
}

async function compose(
  { name, file, variables }: ComposeProject,
  args: string[],
  env: NodeJS.ProcessEnv,
): Promise<string> {
  const all = ['compose', '--project-name', name, '--file', file, ...args];
  return await docker(all, { env: { ...env, ...variables }, timeoutMs: 15 * 60_000 });
}

async function docker(
  args: string[],
  { env, timeoutMs }: { env: NodeJS.ProcessEnv; timeoutMs: number },
): Promise<string> {
  const { stdout } = await promisify(execFile)('docker', args, { env, timeout: timeoutMs });
  return stdout;
}
