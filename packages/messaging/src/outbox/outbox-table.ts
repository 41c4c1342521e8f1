/**
 * Which outbox a service writes: the one whose rows the relay deletes, or the ticked one, whose rows go by rotation. The
 * store of its relay, and that of its consumers, have to speak of the same one.
 */
export type OutboxTable = 'holdfast.outbox' | 'holdfast.outbox_event';
