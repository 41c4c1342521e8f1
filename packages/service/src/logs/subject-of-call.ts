import type { Call, OutboxWriter } from '@holdfast/work';

const subjects = new WeakMap<Call, string>();

/** What a call is about: the subject of the message that led to it, else of the first one that was said in it. */
export function subjectOfCall(call: Call): string | undefined {
  return call.subject ?? subjects.get(call);
}

/** The same outbox, which also remembers for the log what each call was about. */
export function notingSubjects(outbox: OutboxWriter): OutboxWriter {
  return {
    committed: () => outbox.committed(),
    write: (trx, said, now) => {
      for (const { call, subject } of said) if (!subjects.has(call)) subjects.set(call, subject);
      return outbox.write(trx, said, now);
    },
  };
}
