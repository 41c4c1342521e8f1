import { join, relative } from 'node:path';
import { StateInUse } from '@holdfast/local-infra';

/** Something that was opened, and the folder it keeps its data in. */
export interface OpenedOnState<T> {
  readonly state: string;
  readonly opened: T;
}

/**
 * Opens servers on the data that this folder's last start left, in `.holdfast/state`. A second start beside the first takes
 * `state-2` and says so: two servers on the same data would destroy it.
 */
export async function openOnKeptState<T>(
  root: string,
  open: (state: string) => Promise<T>,
  say: (line: string) => void,
): Promise<OpenedOnState<T>> {
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? 'state' : `state-${number}`;
    const state = join(root, '.holdfast', name);
    try {
      const opened = await open(state);
      if (number > 1) say(besideLine(relative(root, state)));
      return { state, opened };
    } catch (error) {
      if (!(error instanceof StateInUse) || number === most) throw error;
    }
  }
}

function besideLine(folder: string): string {
  return (
    `another start of this folder is running; this one keeps its data in ${folder}. ` +
    `Commands ask the other one; HOLDFAST_STATE=${folder} before them asks this one.`
  );
}

const most = 9;
