import type { Transaction } from 'kysely';

/** A transaction on tables that only its holder knows: a service's own, messaging's, or this package's. */
// oxlint-disable-next-line typescript/no-explicit-any -- only with `any` does a transaction on any service's tables fit
export type AnyTransaction = Transaction<any>;
