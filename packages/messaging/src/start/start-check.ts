import { backoffMs, messageOfError, Rest, type Backoff } from '@holdfast/work';
import type { Kysely } from 'kysely';
import type { Broker } from '../broker/broker.ts';
import { realChance, type Chance } from '../chance.ts';
import { silentLog, type Log } from '../log.ts';
import { refusalsOf, undecidedOf, type Refusal } from './refusals-of.ts';
import { noteStart, startFactsOf, type Declared } from './start-facts-of.ts';

export interface StartCheckOptions {
  /** As the role that the consumers work with. */
  // oxlint-disable-next-line typescript/no-explicit-any -- the tables are named in the SQL itself
  readonly database: Kysely<any>;
  readonly broker: Broker;
  /** Every consumer of the service, with the topics that it reads. */
  readonly consumers: readonly Declared[];
  /** Every topic that the service writes to; none when left out. */
  readonly sendsTo?: readonly string[];
  readonly log?: Log;
  readonly chance?: Chance;
}

/**
 * Whether a service may begin to send and to receive: both servers are asked, and what would go wrong in silence is refused
 * in a sentence that names the remedy. As long as a server is away that is open, and nothing begins.
 *
 * A restored database is not among these: its relay says so by itself and stands still, and everything else goes on.
 */
export class StartCheck {
  readonly #options: StartCheckOptions;
  readonly #log: Log;
  readonly #rest = new Rest();

  constructor(options: StartCheckOptions) {
    this.#options = options;
    this.#log = options.log ?? silentLog;
  }

  /** Asks once. Rejects where a server does not answer. What is found to be in order is noted for the next start. */
  async once(): Promise<readonly Refusal[]> {
    const { database, broker, consumers, sendsTo = [] } = this.#options;
    const facts = await startFactsOf(database, broker, { consumers, sendsTo });
    const refusals = refusalsOf(facts);
    for (const sentence of undecidedOf(facts)) this.#log.warn({}, sentence);
    if (refusals.length === 0) await noteStart(database, facts);
    return refusals;
  }

  /** Asks until both servers have answered, or until `stop`; then the answer is `stopped`. Never rejects. */
  async untilDecided(): Promise<readonly Refusal[] | 'stopped'> {
    const { chance = realChance } = this.#options;
    for (let failures = 1; !this.#rest.isStopped; failures += 1) {
      try {
        const refusals = await this.once();
        // An answer that comes after `stop` is nobody's business any more.
        if (!this.#rest.isStopped) return refusals;
      } catch (error) {
        this.#log.warn({ err: error }, `messages wait: whether they may begin is not known (${messageOfError(error)})`);
        await this.#rest.whole(backoffMs(failures, backoff, chance.fraction()));
      }
    }
    return 'stopped';
  }

  stop(): void {
    this.#rest.stop();
  }
}

const backoff: Backoff = { firstMs: 200, longestMs: 5_000 };
