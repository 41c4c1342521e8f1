import { join } from 'node:path';
import type { Run } from '@holdfast/local-infra';
import { runTool } from './run-tool.ts';
import type { WorkspacePackage } from './workspace-packages.ts';

/** Builds these packages and all that they need; turbo leaves out what is built already. Throws ToolFailed. */
export async function buildPackages(build: {
  root: string;
  packages: readonly WorkspacePackage[];
  run: Pick<Run, 'add' | 'remove'>;
  say: (line: string) => void;
  signal: AbortSignal | undefined;
}): Promise<void> {
  const { root, packages, run, say, signal } = build;
  const filters = packages.map(({ name }) => `--filter=${name}`);
  const slow = setTimeout(say, tellAfterMs, `building ${packages.length} packages and what they need …`);
  try {
    await runTool({
      root,
      run,
      signal,
      name: 'build',
      command: join(root, 'node_modules', '.bin', 'turbo'),
      args: ['run', 'build', '--output-logs=errors-only', '--no-update-notifier', ...filters],
    });
  } finally {
    clearTimeout(slow);
  }
}

const tellAfterMs = 2_000;
