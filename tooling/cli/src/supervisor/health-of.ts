import { connect } from 'node:net';
import { troublesOf, type Trouble } from './health-troubles.ts';

/** What a process says of itself when it is asked whether it is ready. */
export interface Health {
  /** A process that is frozen, in a debugger's pause or still loading does not answer. */
  readonly state: 'ready' | 'not ready' | 'answers' | 'not answering';
  /** What it gives as the reason. */
  readonly why?: string;
  /** What does not make it unready, and has to be seen nevertheless. */
  readonly troubles?: readonly Trouble[];
}

/** Asks an app at its URL whether it is ready. Of a server, at `host:port`, it only says whether somebody is there. */
export async function healthOf(place: string, { patienceMs = 2_000 } = {}): Promise<Health> {
  if (!place.startsWith('http')) return await listens(place, patienceMs);
  try {
    const response = await fetch(`${place}/health/ready`, { signal: AbortSignal.timeout(patienceMs) });
    const answer = factsIn(await response.text());
    const troubles = troublesOf(answer);
    const told = troubles.length > 0 && { troubles };
    if (isReady(response, answer)) return { state: 'ready', ...told };
    return { state: 'not ready', why: reasons(answer).join(', ') || `it answered ${response.status}`, ...told };
  } catch {
    return { state: 'not answering' };
  }
}

/** A service accepts requests also without its broker; who waits for a system waits for both. */
export function isReady({ ok }: Pick<Response, 'ok'>, { kafka }: { readonly kafka?: unknown }): boolean {
  return ok && kafka !== 'missing';
}

type Facts = Readonly<Record<string, unknown>>;

function factsIn(text: string): Facts {
  try {
    return JSON.parse(text) as Facts;
  } catch {
    return {};
  }
}

/** `kafka missing`: each part of the answer that is not as it should be. */
function reasons({ status: _, service: _service, release: _release, ...parts }: Facts): string[] {
  const words = Object.entries(parts).filter(([, value]) => typeof value === 'string' && value !== 'ok');
  return words.map(([name, value]) => `${name} ${value as string}`);
}

async function listens(place: string, patienceMs: number): Promise<Health> {
  const { hostname, port } = new URL(`tcp://${place}`);
  return await new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port) });
    const end = (state: Health['state']): void => {
      socket.destroy();
      resolve({ state });
    };
    socket.once('connect', () => end('answers'));
    socket.once('error', () => end('not answering'));
    socket.setTimeout(patienceMs, () => end('not answering'));
  });
}
