import { messageOfError } from '@holdfast/work';
import { PlaceLost } from './place-lost.ts';

/** What is wrong with a place. */
export interface Trouble {
  /** How often something has failed on end. */
  readonly failures: number;
  readonly error: string;
}

/**
 * What went wrong in a place that is no message's fault. A batch that failed comes again, so its trouble stays until a batch
 * is behind us, whatever else goes well meanwhile; any other is not told any more after a claim.
 */
export class PlaceTrouble {
  failures = 0;
  #error: unknown;
  #isOfBatch = false;

  failed(error: unknown, what: 'batch' | 'other'): void {
    this.failures += 1;
    this.#error = error;
    // One that lost the place has nothing to do with what is in it.
    if (what === 'batch') this.#isOfBatch = !(error instanceof PlaceLost);
  }

  wentWell(what: 'batch' | 'other'): void {
    if (this.#isOfBatch && what !== 'batch') return;
    [this.failures, this.#error, this.#isOfBatch] = [0, undefined, false];
  }

  claimed(): void {
    if (!this.#isOfBatch) this.#error = undefined;
  }

  told(): Trouble | undefined {
    return this.#error === undefined ? undefined : { failures: this.failures, error: messageOfError(this.#error) };
  }
}
