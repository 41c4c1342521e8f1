import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { ByteReader } from './byte-reader.ts';
import { errorIn, headOf, produceKey, produceOf, type ProduceRequest } from './requests.ts';

/** One Produce request as it went out. */
export interface SeenProduce extends ProduceRequest {
  /** The other end: the leader that it went to. */
  readonly leader: string;
  /** How many requests to this leader had no answer yet when it went out, itself included. */
  readonly inFlight: number;
  readonly connection: number;
}

export interface WireTap {
  readonly produced: readonly SeenProduce[];
  /** Answers the next Produce request with this error in place of what the broker said. */
  answerNextWith(errorCode: number): void;
  /** Lets the next Produce request pass and cuts the connection when its answer comes. */
  cutNext(): void;
  /** Lets the next Produce request pass; its answer never comes. */
  muteNext(): void;
  /** Connections that have carried a Produce request and are not closed. */
  readonly open: number;
  close(): void;
}

/**
 * Listens to what one client writes to its sockets, and to what it is answered. It sees the bytes themselves: what a
 * client says of itself (its options, its events) is not asked.
 */
export function tapWire(clientId: string): WireTap {
  const produced: SeenProduce[] = [];
  const inFlight = new Map<string, number>();
  const producing = new Set<Socket>();
  let next: Fate = 'pass';
  let connections = 0;

  const tap = (socket: Socket): void => {
    const connection = (connections += 1);
    let isSilent = false;
    const asked = new Map<number, { leader: string; version: number; fate: Fate }>();
    const leave = (leader: string) => inFlight.set(leader, inFlight.get(leader)! - 1);
    const outgoing = frames((frame) => {
      const reader = new ByteReader(frame, 4);
      const head = headOf(reader);
      if (head.apiKey !== produceKey || head.clientId !== clientId) return;
      const leader = `${socket.remoteAddress}:${socket.remotePort}`;
      const now = (inFlight.get(leader) ?? 0) + 1;
      inFlight.set(leader, now);
      producing.add(socket);
      asked.set(head.correlationId, { leader, version: head.apiVersion, fate: next });
      next = 'pass';
      produced.push({ ...produceOf(reader, head.apiVersion), leader, inFlight: now, connection });
    });
    const incoming = frames((frame) => {
      const answer = asked.get(frame.readInt32BE(4));
      if (!answer) return;
      asked.delete(frame.readInt32BE(4));
      leave(answer.leader);
      isSilent ||= answer.fate === 'cut' || answer.fate === 'mute';
      if (answer.fate === 'cut') socket.destroy();
      if (typeof answer.fate === 'number') frame.writeInt16BE(answer.fate, errorIn(frame, answer.version));
    });
    // Not before: connecting puts a socket's own `write` back.
    socket.once('connect', () => {
      const write = socket.write.bind(socket);
      socket.write = (chunk: Uint8Array, ...rest: never[]) => {
        outgoing(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
        return write(chunk, ...rest);
      };
    });
    const emit = socket.emit.bind(socket);
    socket.emit = ((event: string, ...values: unknown[]) => {
      if (event === 'data') {
        // On the same bytes as the client: what is changed here is what the client reads.
        incoming(values[0] as Buffer);
        if (isSilent) return true;
      }
      if (event === 'close') {
        producing.delete(socket);
        for (const { leader } of asked.values()) leave(leader);
        asked.clear();
      }
      return emit(event, ...values);
    }) as Socket['emit'];
  };
  const listener = (message: unknown) => tap((message as { socket: Socket }).socket);
  subscribe('net.client.socket', listener);
  return {
    produced,
    answerNextWith: (errorCode) => void (next = errorCode),
    cutNext: () => void (next = 'cut'),
    muteNext: () => void (next = 'mute'),
    get open() {
      return producing.size;
    },
    close: () => unsubscribe('net.client.socket', listener),
  };
}

/** What becomes of an answer; a number takes the place of the error in it. */
type Fate = 'pass' | 'cut' | 'mute' | number;

/** Whole frames: the length, and so many bytes. A frame that lies within one chunk is a view of it. */
function frames(take: (frame: Buffer) => void): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    while (rest.length >= 4 && rest.length >= 4 + rest.readInt32BE(0)) {
      const end = 4 + rest.readInt32BE(0);
      take(rest.subarray(0, end));
      rest = rest.subarray(end);
    }
  };
}
