import type { Intent } from '../src/index.ts';

/** An intent that was made at the beginning of 1970, with whatever else is wanted. */
export function anIntent(more: Partial<Intent> = {}): Intent {
  return {
    id: '0f8fad5b-d9cb-469f-a165-70867728950e',
    position: 1n,
    effect: 'garden.water',
    key: 'oak',
    request: { litres: 2 },
    call: { actor: { id: 'ann', roles: [] }, correlationId: 'c-1', traceparent: '' },
    intendedAt: new Date(0),
    state: 'waiting',
    nextAt: new Date(0),
    attempts: 0,
    firstAttemptAt: undefined,
    failures: 0,
    undecided: 0,
    lease: undefined,
    lastError: undefined,
    parkedAt: undefined,
    known: undefined,
    concludedAt: undefined,
    ...more,
  };
}
