import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

/** One variable that an app reads; what `variablesOf` of the service package tells. */
export interface ConfigVariable {
  readonly name: string;
  readonly description?: string;
  readonly isSecret: boolean;
  readonly isRequired: boolean;
  readonly default?: string;
}

/**
 * What each of these apps reads from its environment, from the schema that its `src/config.ts` exports. An app without that file is
 * left out. The schemas are loaded in a process of its own: they come with what a service needs to run, and no tool does.
 */
export async function configVariables(root: string, apps: readonly string[]): Promise<Map<string, ConfigVariable[]>> {
  const configs = apps
    .map((app) => [app, join(root, 'apps', app, 'src', 'config.ts')] as const)
    .filter(([, file]) => existsSync(file));
  const [first] = configs;
  if (!first) return new Map();
  const urls = configs.map(([app, file]) => [app, pathToFileURL(file).href] as const);
  const args = ['--conditions=@holdfast/source', '--import=@holdfast/source-loader', '--input-type=module', '--eval'];
  // In an app's folder, so that the packages are found which the app has.
  const cwd = join(root, 'apps', first[0]);
  const program = [...args, askEachSchema, JSON.stringify(urls)];
  const { stdout } = await promisify(execFile)(process.execPath, program, { cwd, maxBuffer: 1 << 26 });
  const found = new Map(Object.entries(JSON.parse(stdout) as Record<string, ConfigVariable[]>));
  refuseUnclear(found);
  return found;
}

const askEachSchema = `
import { variablesOf } from '@holdfast/service';
const found = {};
for (const [app, url] of JSON.parse(process.argv[1])) {
  const schemas = Object.values(await import(url)).filter((exported) => exported?._zod !== undefined);
  found[app] = schemas.length === 1 ? variablesOf(schemas[0]) : [{ name: schemas.length + ' schemas' }];
}
console.log(JSON.stringify(found));
`;

/** A person who sets a variable must not have to read the source. */
export class ConfigUnclear extends Error {
  readonly code = 'config-unclear';

  constructor(problems: readonly string[]) {
    super(`These variables cannot be explained:\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
  }
}

function refuseUnclear(found: ReadonlyMap<string, readonly ConfigVariable[]>): void {
  const problems = [...found].flatMap(([app, variables]) =>
    variables.flatMap((variable) =>
      whatToDo(variable).map((advice) => `apps/${app}/src/config.ts: ${variable.name}. ${advice}`),
    ),
  );
  if (problems.length > 0) throw new ConfigUnclear(problems);
}

function whatToDo({ name, description, isSecret, default: value }: ConfigVariable): string[] {
  if (name.endsWith(' schemas')) return ['Export exactly one schema from this file.'];
  if (description === undefined) return ["Say what it means: `.describe('…')`, or `secret(…, '…')` for a secret."];
  if (isSecret && value !== undefined)
    return ['A secret has no default: it would stand in the source and in the example. Leave `.default(…)` out.'];
  // Nobody but `secret(…)` keeps it out of the containers' plain environment.
  if (!isSecret && /(^|_)(PASSWORD|SECRET|TOKEN|KEY)$/.test(name))
    return ["By its name it is a secret: `secret(…, '…')`. If it is none, name it otherwise."];
  return [];
}
