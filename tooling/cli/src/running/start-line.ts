import type { FoundStart } from '../supervisor/start-record.ts';

/** What a person reads of a start that is not over. */
export function startLine({ system, owner, doing, startedAt, killed, left }: FoundStart): string {
  return killed
    ? `${system}: its start (process ${owner.pid}) was killed; these still run: ${left.join(', ')} → ./holdfast stop`
    : `${system}: a start is under way (process ${owner.pid}): ${doing}, begun at ${startedAt}`;
}
