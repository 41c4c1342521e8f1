import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('..', import.meta.url));
const root = fileURLToPath(new URL('../../..', import.meta.url));

/** What the app installs of this tree; everything else comes from the registry. */
const packed = ['contract-kit', 'telemetry', 'work', 'messaging', 'migrations'];

/**
 * A copy of this package's `src`, far from the tree: its own `package.json`, the packages as they would be published, the
 * compiler's output. Nothing in it leads back here.
 */
export class ForeignApp {
  readonly folder = mkdtempSync(join(tmpdir(), 'holdfast-alone-'));

  static async install(): Promise<ForeignApp> {
    const app = new ForeignApp();
    try {
      await app.#pack();
      app.#write();
      await run('pnpm', ['install', '--prefer-offline', '--no-frozen-lockfile'], app.folder);
      await run(join(app.folder, 'node_modules', '.bin', 'tsc'), [], app.folder);
      return app;
    } catch (error) {
      app.remove();
      throw error;
    }
  }

  program(name: string): string {
    return join(this.folder, 'dist', `${name}.js`);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #pack(): Promise<void> {
    const filters = packed.map((name) => `--filter=@holdfast/${name}`);
    await run(
      join(root, 'node_modules', '.bin', 'turbo'),
      ['run', 'build', '--output-logs=errors-only', ...filters],
      root,
    );
    mkdirSync(join(this.folder, 'packed'));
    for (const name of packed) {
      await run('pnpm', ['pack', '--out', this.#tarball(name)], join(root, 'packages', name));
    }
  }

  #write(): void {
    cpSync(join(here, 'src'), join(this.folder, 'src'), { recursive: true });
    cpSync(join(here, 'migrations'), join(this.folder, 'migrations'), { recursive: true });
    this.#writeJson('package.json', { name: 'library', private: true, type: 'module', ...this.#dependencies() });
    this.#writeJson('tsconfig.json', compiling);
    // Packages that are not published yet ask for each other by version.
    const overrides = packed.map((name) => `  '@holdfast/${name}': file:${this.#tarball(name)}\n`);
    writeFileSync(join(this.folder, 'pnpm-workspace.yaml'), `packages: []\noverrides:\n${overrides.join('')}`);
  }

  #dependencies() {
    const { dependencies, devDependencies } = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8')) as Packages;
    const tools = ['typescript', '@types/node', '@types/pg'];
    const versions = catalog();
    const versionOf = (name: string) => (name.startsWith('@holdfast/') ? '0.1.0' : versions.get(name));
    const list = (names: string[]) => Object.fromEntries(names.map((name) => [name, versionOf(name)]));
    return {
      dependencies: list(Object.keys(dependencies)),
      devDependencies: list(Object.keys(devDependencies).filter((name) => tools.includes(name))),
    };
  }

  #tarball(name: string): string {
    return join(this.folder, 'packed', `${name}.tgz`);
  }

  #writeJson(name: string, content: object): void {
    writeFileSync(join(this.folder, name), JSON.stringify(content, null, 2));
  }
}

interface Packages {
  readonly dependencies: Record<string, string>;
  readonly devDependencies: Record<string, string>;
}

const compiling = {
  compilerOptions: {
    target: 'es2023',
    lib: ['es2024'],
    module: 'nodenext',
    types: ['node'],
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    rewriteRelativeImportExtensions: true,
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
    // On purpose not skipLibCheck: the declarations that are packed have to hold too.
    skipLibCheck: false,
    rootDir: 'src',
    outDir: 'dist',
  },
  include: ['src'],
};

/** The versions of this tree, so that one set of them is tried. */
function catalog(): Map<string, string> {
  const lines = readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8').matchAll(/^ {2}'?([^':]+)'?: (\d\S*)$/gm);
  return new Map([...lines].map(([, name = '', version = '']) => [name, version]));
}

/** Runs a tool to its end, and throws what it said if that was a bad one. */
async function run(command: string, args: readonly string[], cwd: string): Promise<void> {
  const child = spawn(command, args, { cwd, env: { ...process.env, CI: 'true' }, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
  const code = await new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', resolve);
  });
  if (code !== 0)
    throw new Error(`${command} ${args.join(' ')} in ${cwd} ended with ${String(code)}:\n${said.slice(-4_000)}`);
}
