import { randomInt } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { OutsideWorldOptions } from './outside-world-options.ts';
import { Faults } from './faults/faults.ts';
import { IssuerKeys } from './issuer/issuer-keys.ts';
import { Keys } from './keys/keys.ts';
import { Ledger } from './ledger/ledger.ts';
import { openDatabase } from './storage/open-database.ts';
import { allSystems } from './systems/all-systems.ts';
import { ordinaryTiming, type Timing } from './timing.ts';
import { WebhookOutbox } from './webhooks/webhook-outbox.ts';
import { WebhookSender } from './webhooks/webhook-sender.ts';

/** What all systems share. */
export interface World {
  readonly database: DatabaseSync;
  readonly ledger: Ledger;
  readonly keys: Keys;
  readonly issuerKeys: IssuerKeys;
  readonly faults: Faults;
  readonly webhooks: WebhookOutbox;
  readonly sender: WebhookSender;
  readonly timing: Timing;
  readonly seed: number;
  now(): Date;
  /** Aborted when the world ends: a call that is being delayed then never happens. */
  readonly ending: AbortSignal;
  leave(): Promise<void>;
  close(): void;
}

export function createWorld({ stateFolder, secrets, now = () => new Date(), ...options }: OutsideWorldOptions): World {
  const timing = { ...ordinaryTiming, ...options.timing };
  const seed = options.seed ?? randomInt(1_000_000);
  const database = openDatabase(stateFolder, allSystems);
  const webhooks = new WebhookOutbox(database, now, timing);
  const sender = new WebhookSender(webhooks, secrets, now, timing);
  const ending = new AbortController();
  return {
    database,
    ledger: new Ledger(database, now),
    keys: new Keys(database, now),
    issuerKeys: new IssuerKeys(database),
    faults: new Faults(allSystems, seed, timing),
    webhooks,
    sender,
    timing,
    seed,
    now,
    ending: ending.signal,
    leave: () => {
      ending.abort();
      return sender.stop();
    },
    close: () => database.close(),
  };
}
