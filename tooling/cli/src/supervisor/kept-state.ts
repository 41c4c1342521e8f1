import { join, relative } from 'node:path';

/** How a person calls a command about the system on these data: on the kept ones it is meant anyway. */
export function commandOn(root: string, state: string): string {
  return state === keptState(root) ? './holdfast' : `HOLDFAST_STATE=${relative(root, state)} ./holdfast`;
}

/** Where a system writes the environments of apps that it left out: editors know the folder of the kept state. */
export function environmentFolder(root: string, state: string): string {
  return state === keptState(root) ? join(root, '.holdfast', 'env') : join(state, 'env');
}

/** Where a checkout keeps its data; a second start beside the first has another folder. */
function keptState(root: string): string {
  return join(root, '.holdfast', 'state');
}
