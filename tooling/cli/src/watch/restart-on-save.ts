import type { ServiceFleet } from '../supervisor/service-fleet.ts';
import { NotReady } from '../supervisor/wait-until-ready.ts';
import { newStartLine, restartLines, slowLine, type SaveResult } from './save-lines.ts';
import type { PackageUsers } from './package-users.ts';
import { whatChanged } from './what-changed.ts';

export interface RestartOptions {
  readonly users: PackageUsers;
  /** The apps that run here, and may be restarted. */
  readonly apps: readonly string[];
  readonly fleet: Pick<ServiceFleet, 'restart' | 'readyAfterRestart'>;
  readonly say: (line: string) => void;
}

/**
 * Restarts what runs the files that were saved. One save is one line: what changed, who restarted, and how that went. A save
 * that comes before that line joins the earlier one: whoever runs its files is restarted at once, and the line tells of both.
 */
export class RestartOnSave {
  readonly #options: RestartOptions;
  #open: OpenSave | undefined;
  #running: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(options: RestartOptions) {
    this.#options = options;
  }

  saved(files: readonly string[]): void {
    if (this.#isClosed) return;
    const judged = files.flatMap((file) => {
      const changed = whatChanged(file, this.#options.users);
      return changed ? [{ file, ...changed }] : [];
    });
    const declared = judged.filter(({ needsNewStart }) => needsNewStart).map(({ file }) => file);
    if (declared.length > 0) this.#options.say(newStartLine(declared));
    const here = (app: string): boolean => this.#options.apps.includes(app);
    const code = judged.map(({ file, restarts }) => ({ file, apps: [...restarts].filter(here) }));
    const relevant = code.filter(({ apps }) => apps.length > 0);
    if (relevant.length > 0) this.#restart(relevant);
  }

  /** Nothing is restarted any more. Resolves when no restart is under way. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#open?.waiting.abort();
    await this.#running;
  }

  #restart(saved: readonly { file: string; apps: readonly string[] }[]): void {
    const before = this.#open;
    before?.waiting.abort();
    const apps = new Set(saved.flatMap((one) => one.apps));
    const open: OpenSave = {
      files: new Set([...(before?.files ?? []), ...saved.map(({ file }) => file)]),
      since: before?.since ?? performance.now(),
      // What the earlier one has not begun is begun here.
      restarting: new Set([...(before && !before.hasBegun ? before.restarting : []), ...apps]),
      hasBegun: false,
      waitingFor: new Set([...(before?.waitingFor ?? []), ...apps]),
      waiting: new AbortController(),
    };
    this.#open = open;
    // One after the other: what the earlier one has begun to end is gone before the same is ended again.
    this.#running = this.#running.then(async () => await this.#work(open));
  }

  async #work(open: OpenSave): Promise<void> {
    const { fleet, say } = this.#options;
    if (this.#isClosed || open.waiting.signal.aborted) return;
    open.hasBegun = true;
    const slow = setTimeout(() => say(slowLine(open)), slowMs);
    try {
      await Promise.all([...open.restarting].map(async (app) => await fleet.restart(app)));
      const { signal } = open.waiting;
      const results = await Promise.all([...open.waitingFor].map(async (app) => await this.#result(app, signal)));
      if (signal.aborted) return; // A later save tells of this one too.
      this.#open = undefined;
      for (const line of restartLines({ ...open, results, tookMs: performance.now() - open.since })) say(line);
    } catch (error) {
      say(error instanceof Error ? error.message : String(error)); // No free port, for one. The next save tries again.
    } finally {
      clearTimeout(slow);
    }
  }

  async #result(app: string, signal: AbortSignal): Promise<SaveResult> {
    try {
      await this.#options.fleet.readyAfterRestart(app, { signal });
      return { app };
    } catch (error) {
      if (!(error instanceof NotReady) && !signal.aborted) throw error;
      return { app, error: error as Error };
    }
  }
}

/** A save of which nothing has been told yet. */
interface OpenSave {
  readonly files: ReadonlySet<string>;
  readonly since: number;
  readonly restarting: ReadonlySet<string>;
  hasBegun: boolean;
  readonly waitingFor: ReadonlySet<string>;
  readonly waiting: AbortController;
}

const slowMs = 2_000;
