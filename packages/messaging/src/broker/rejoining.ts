import { backoffMs, messageOfError } from '@holdfast/work';
import type { Log } from '../log.ts';
import type { Reader } from './broker.ts';
import { innermost } from './innermost.ts';
import { pause } from './within.ts';

/** How one client's membership ended. */
export interface Ending {
  readonly reason: unknown;
  /** Whether it had become a member before that. */
  readonly joined: boolean;
}

export interface RejoiningOptions {
  readonly group: string;
  readonly reader: Pick<Reader, 'assigned'>;
  readonly log: Log;
  /** Makes one client and sees to it until it ends, or until `left`; by then it is closed. Never rejects. */
  session(left: Promise<void>): Promise<Ending>;
}

/**
 * Makes one client after the other until somebody leaves. Both Kafka clients end for good in some failures, so that
 * neither is trusted to mend itself, and there is one way back and not two.
 */
export class Rejoining {
  readonly #options: RejoiningOptions;
  readonly #left = Promise.withResolvers<void>();
  readonly #running: Promise<void>;
  hasLeft = false;
  trouble: string | undefined;

  constructor(options: RejoiningOptions) {
    this.#options = options;
    this.#running = this.#run();
  }

  async leave(): Promise<void> {
    this.hasLeft = true;
    this.#left.resolve();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { reader, log, group, session } = this.#options;
    await Promise.resolve(); // Whoever makes this is not finished with making it.
    for (let failures = 0; !this.hasLeft;) {
      const { reason, joined } = await session(this.#left.promise);
      reader.assigned([]);
      if (this.hasLeft) return;
      failures = joined ? 1 : failures + 1;
      this.trouble = messageOfError(innermost(reason));
      log.warn({ err: reason, consumer: group, failures }, 'no member of the group; a new consumer is made');
      await pause(backoffMs(failures, { firstMs: 200, longestMs: 5_000 }), this.#left.promise);
    }
  }
}
