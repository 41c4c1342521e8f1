import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning, recordsIn, type ProcessIdentity, type Run } from '@holdfast/local-infra';

/** What a start tells other commands before everything is up, through a file in the folder of its run. */
export class StartRecord {
  readonly #run: Pick<Run, 'folder'>;
  readonly #system: string;
  readonly #startedAt = new Date().toISOString();

  constructor(run: Pick<Run, 'folder'>, system: string) {
    this.#run = run;
    this.#system = system;
    this.doing('getting ready');
  }

  /** What comes next, in a word or two. */
  doing(what: string): void {
    const said: Said = { system: this.#system, startedAt: this.#startedAt, doing: what };
    mkdirSync(this.#run.folder, { recursive: true });
    writeFileSync(`${this.#file}.draft`, JSON.stringify(said));
    renameSync(`${this.#file}.draft`, this.#file); // Who reads it meanwhile must not find half of it.
  }

  /** Everything is up; from now on the record of the system says all. */
  isOver(): void {
    rmSync(this.#file, { force: true });
  }

  get #file(): string {
    return join(this.#run.folder, fileName);
  }
}

interface Said {
  readonly system: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly doing: string;
}

/** A start that is not over. */
export interface FoundStart extends Said {
  readonly run: string;
  readonly owner: ProcessIdentity;
  /** Its process was, and nobody looks after what is left of it. */
  readonly killed?: true;
  /** What it started and still runs, by name. */
  readonly left: readonly string[];
}

/** The starts of this checkout that are under way, and those that were killed half way and left something behind. */
export function foundStarts(root: string): FoundStart[] {
  return recordsIn(root).flatMap(({ folder, record: { id: run, owner, children } }) => {
    const said = whatIsSaid(join(folder, fileName));
    if (said === undefined) return [];
    const left = children.filter(isRunning).map(({ name }) => name);
    if (isRunning(owner)) return [{ run, ...said, owner, left }];
    return left.length === 0 ? [] : [{ run, ...said, owner, left, killed: true as const }];
  });
}

/** Of these, the ones that will be up. */
export function startsUnderWay(root: string): FoundStart[] {
  return foundStarts(root).filter(({ killed }) => !killed);
}

/** `A start is under way here (plot, process 4711: migrations)` */
export function underWayText({ system, owner, doing }: FoundStart): string {
  return `A start is under way here (${system}, process ${owner.pid}: ${doing})`;
}

function whatIsSaid(file: string): Said | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Said;
  } catch {
    return undefined;
  }
}

const fileName = 'starting.json';
