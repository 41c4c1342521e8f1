import type { Place } from '../broker/broker.ts';

/** Somebody else moved this position on, or took it over. What was just done has been rolled back. */
export class PlaceLost extends Error {
  readonly code = 'place-lost';

  constructor({ topic, partition }: Place, why: string) {
    super(`${topic}/${partition} is taken up anew: ${why}.`);
  }
}

/** The next offset to handle is not in the log. */
export class OffsetOutOfRange extends Error {
  readonly code = 'offset-out-of-range';

  constructor({ topic, partition }: Place, { next, range }: { next: bigint; range: { first: bigint; next: bigint } }) {
    const what =
      next < range.first
        ? `the broker has deleted offsets ${next} to ${range.first - 1n} before they were handled.`
        : `the log ends at ${range.next}, before offset ${next} that was to be handled next: was the topic made anew, or the broker restored?`;
    super(
      `${topic}/${partition} cannot go on: ${what} Decide what the missing records mean. Then let the consumer begin anew, ` +
        `at the first record that is there; what it knows it drops: ./holdfast messages retire <service> <consumer>.`,
    );
  }
}

/** A later major of a type that this consumer declares. */
export class TooNew extends Error {
  readonly code = 'too-new';

  constructor(type: string) {
    super(`${type} is newer than what this consumer declares. Deploy its reader first; until then its key is parked.`);
  }
}

/** A parked message of a type that this consumer declared when it came, and does not declare now. */
export class NotDeclared extends Error {
  readonly code = 'not-declared';

  constructor(type: string) {
    super(
      `This release does not declare ${type}, of which a message is parked. Deploy one that does; or, where its type is ` +
        `given up, drop the message (./holdfast messages parked drop). Until then its key waits.`,
    );
  }
}
