/** The outbox speaks of transactions that this server has not had: its rows, its ticks or both come from another one. */
export class UnknownTransactions extends Error {
  readonly code = 'unknown-transactions';

  constructor() {
    super(
      'holdfast.outbox_event or holdfast.outbox_tick speaks of transactions that this server has not had: a dump of another ' +
        'server was restored into it. What is sent and what is not cannot be told, and nothing is sent. ' +
        '`select holdfast.rebase_outbox_events()` writes what may be unsent anew, under its message ids.',
    );
  }
}
