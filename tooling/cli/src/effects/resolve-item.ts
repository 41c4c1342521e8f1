import { setTimeout as pause } from 'node:timers/promises';
import { decide, decisionIn, type DecisionState } from '@holdfast/effects';
import { itemsOf, type Item } from './for-a-person.ts';
import { oneLine } from './one-line.ts';
import type { ServiceDatabases } from './service-databases.ts';

/** What a person has decided about an item. */
export interface Decided {
  /** `<service>-<n>`. */
  readonly name: string;
  readonly outcome: unknown;
  readonly because: string;
  readonly decidedBy: string;
}

/** What became of it, and the sentence for a person. `written`: nobody has looked at it yet. */
export interface Resolution {
  readonly state: 'concluded' | 'acknowledged' | 'written' | 'refused' | 'unknown';
  readonly sentence: string;
}

/** Writes the decision, and waits a while for the service that concludes it. */
export async function resolveItem(
  databases: ServiceDatabases,
  decided: Decided,
  { withinMs = 15_000 }: { withinMs?: number } = {},
): Promise<Resolution> {
  const { name } = decided;
  const service = serviceOf(databases, name);
  const item = service === undefined ? undefined : await find(databases, service, name);
  if (service === undefined || item === undefined) return unknown(name);
  if (item.kind === 'stuck') return nothingToDecide(item);
  const written = await databases.ask(service, (database) => decide(database, { ...decided, id: item.id }));
  if (typeof written === 'string') return unknown(name);
  if (!databases.isRunning(service))
    return writtenFor(name, `${service} does not run here, and concludes it when it does`);
  return await settled(databases, { name, service, decision: written.decision, withinMs });
}

interface Settling {
  readonly name: string;
  readonly service: string;
  readonly decision: string;
  readonly withinMs: number;
}

async function settled(databases: ServiceDatabases, settling: Settling): Promise<Resolution> {
  const { service, decision, withinMs } = settling;
  const deadline = performance.now() + withinMs;
  for (;;) {
    const now = await databases.ask(service, (database) => decisionIn(database, decision));
    const resolution = typeof now === 'object' ? resolutionOf(settling, now) : undefined;
    if (resolution !== undefined) return resolution;
    if (performance.now() >= deadline) return unsettled(settling, now);
    await pause(100);
  }
}

/** Undefined while the service is still at it. */
function resolutionOf({ name }: Settling, { state, refusal, isConcluded }: DecisionState): Resolution | undefined {
  if (state === 'refused')
    return { state, sentence: `${name} is not concluded: ${indented(refusal ?? 'the service refused it')}` };
  if (state === 'acknowledged')
    return { state, sentence: `${name} is noted and no longer listed. What counted before still counts.` };
  return state === 'accepted' && isConcluded ? { state: 'concluded', sentence: `${name} is concluded.` } : undefined;
}

function indented(text: string): string {
  return text.split('\n').map(oneLine).join('\n  ');
}

function unsettled({ name, service, withinMs }: Settling, now: DecisionState | 'missing' | undefined): Resolution {
  const isAccepted = typeof now === 'object' && now.state === 'accepted';
  return writtenFor(
    name,
    isAccepted
      ? `${service} has accepted it and could not conclude it yet, as its log says`
      : `${service} did not look at it within ${withinMs / 1_000} s, and concludes it when it does`,
  );
}

function writtenFor(name: string, what: string): Resolution {
  return { state: 'written', sentence: `The decision about ${name} is written; ${what}.` };
}

function nothingToDecide({ name, outcome, reason }: Item): Resolution {
  const known = `What came of ${name} is known: ${JSON.stringify(outcome)}.`;
  const mend = `Mend the use case that concludes it, which fails: ${oneLine(reason)}. It is tried again by itself.`;
  return { state: 'refused', sentence: `${known} ${mend}` };
}

function unknown(name: string): Resolution {
  return {
    state: 'unknown',
    sentence: `${name} does not wait for a person. ./holdfast effects parked lists what does.`,
  };
}

function serviceOf({ services }: ServiceDatabases, name: string): string | undefined {
  return services.find((service) => name.startsWith(`${service}-`) && /^\d+$/.test(name.slice(service.length + 1)));
}

async function find(databases: ServiceDatabases, service: string, name: string) {
  const items = await itemsOf(databases, service);
  if (items === 'missing') return undefined;
  const those = items.filter((item) => item.name === name);
  return those.find(({ kind }) => kind !== 'stuck') ?? those[0];
}
