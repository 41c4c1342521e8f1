import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isAbsolute, join, relative, resolve } from 'node:path';
import type { Trial } from '@holdfast/system-model';

/** What the trial sends, and the file it stands in, as it is shown. */
export interface TrialBody {
  readonly shown: string;
  readonly body: unknown;
}

/**
 * Reads a JSON body: `wanted` is a file from where the person stands, or the name of one of the trial's examples; the
 * example `ordinary` when left out. Throws BadTrialBody.
 */
export function trialBody(root: string, trial: Trial, wanted = 'ordinary', from = process.cwd()): TrialBody {
  const examples = join(root, trial.examples);
  const candidates = [resolve(from, wanted), join(examples, wanted), join(examples, `${wanted}.json`)];
  const file = candidates.find((candidate) => existsSync(candidate) && candidate.endsWith('.json'));
  if (file === undefined) {
    const there = namesIn(examples).join(', ') || 'none';
    throw new BadTrialBody(
      `There is no file ${wanted}, and no such example in ${trial.examples}. There are: ${there}.`,
    );
  }
  const inside = relative(root, file);
  const shown = inside.startsWith('..') || isAbsolute(inside) ? file : inside;
  try {
    return { shown, body: JSON.parse(readFileSync(file, 'utf8')) as unknown };
  } catch (error) {
    throw new BadTrialBody(
      `${shown} cannot be read as JSON: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function namesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return files.map((name) => name.slice(0, -'.json'.length)).toSorted();
}

/** The file with the body of the trial is missing or holds no JSON. */
export class BadTrialBody extends Error {
  readonly code = 'bad-trial-body';
}
