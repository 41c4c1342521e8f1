/** A tick is gone that the relay has not passed. What it saw could not be told from what was sent before it. */
export class TickMissing extends Error {
  readonly code = 'tick-missing';

  constructor(tick: string) {
    super(
      `Tick ${tick} is missing in holdfast.outbox_tick, and the relay is not past it: somebody has deleted it, and nothing is sent. ` +
        '`select holdfast.rebase_outbox_events()` lets everything be sent again that is still in the table, under its message ids.',
    );
  }
}
