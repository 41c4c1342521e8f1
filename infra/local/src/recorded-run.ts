import { rmSync } from 'node:fs';
import type { ComposeProject } from './docker/docker-engine.ts';
import { killNow } from './end-process.ts';
import { startTimeOf } from './process-identity.ts';
import { endRecorded } from './run-records.ts';
import type { RecordedEntry, RunRecord } from './run-records.ts';
import { forgetRun } from './runs-at-exit.ts';
import type { NewChild, Run } from './run.ts';
import { writeWhole } from './write-whole.ts';

/** A run of this process, whose record on disk follows every change. */
export class RecordedRun implements Run {
  readonly #entry: RecordedEntry;
  #ending: Promise<unknown> | undefined;

  constructor(entry: RecordedEntry) {
    this.#entry = entry;
    this.#change({});
  }

  get id(): string {
    return this.#entry.record.id;
  }

  get folder(): string {
    return this.#entry.folder;
  }

  get isEnding(): boolean {
    return this.#ending !== undefined;
  }

  add(child: NewChild): void {
    const startedAt = startTimeOf(child.pid);
    if (startedAt === undefined) return; // It has ended already; whoever spawned it hears of that.
    this.#change({ children: [...this.#entry.record.children, { ...child, startedAt }] });
  }

  remove(pid: number): void {
    this.#change({ children: this.#entry.record.children.filter((child) => child.pid !== pid) });
  }

  addProject(project: ComposeProject): void {
    this.#change({ projects: [...this.#entry.record.projects, project] });
  }

  removeProject(name: string): void {
    this.#change({ projects: this.#entry.record.projects.filter((project) => project.name !== name) });
  }

  async end(): Promise<void> {
    this.#ending ??= endRecorded(this.#entry);
    await this.#ending;
    forgetRun(this);
  }

  /** The process is about to be gone and nothing can be awaited. What is not finished here is left to `endDeadRuns`. */
  endNow(): void {
    const { file, folder, record } = this.#entry;
    for (const child of record.children) killNow(child);
    if (record.projects.length > 0) return; // Taking containers down takes longer than there is time.
    try {
      rmSync(folder, { recursive: true, force: true });
      rmSync(file, { force: true });
    } catch {
      // A dying server still wrote into the folder.
    }
  }

  #change(parts: Partial<Pick<RunRecord, 'children' | 'projects'>>): void {
    Object.assign(this.#entry.record, parts);
    // While it ends, children report their end; the file must not come back.
    if (!this.isEnding) writeWhole(this.#entry.file, JSON.stringify(this.#entry.record, null, 2));
  }
}
