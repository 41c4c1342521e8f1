import { fileURLToPath, pathToFileURL } from 'node:url';

/** What to start a process with, so that it dies at the wanted points. */
export interface KillAt {
  /** For `node`, before the program. */
  readonly nodeFlags: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Kills a process (SIGKILL: no last word) when it reaches a point: `relay.acked` the first time, `relay.acked#3` the third,
 * `relay.acked#3x2` twice, that is, a restarted process again. All processes that share the log share the kills: each
 * is done once, by whichever gets there first. `relay.acked!after` kills a moment later, when the statement behind the point
 * is under way; `relay.acked!stop` freezes the process there (SIGSTOP), until somebody thaws it (SIGCONT), and
 * `relay.acked!stop-after` a moment later. Afterwards {@link killsFelt} tells whether they happened.
 */
export function killAt(points: readonly string[], logFile: string): KillAt {
  return {
    nodeFlags: ['--import', pathToFileURL(killPointsPreload).href],
    env: { HOLDFAST_KILL_AT: points.join(','), HOLDFAST_KILL_LOG: logFile },
  };
}

/** The preload, which is plain JavaScript and stands beside the sources of this package, built or not. */
export const killPointsPreload = fileURLToPath(new URL('../src/kill-points.mjs', import.meta.url));
