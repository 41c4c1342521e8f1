/** Which ports are wanted and which are out of the question. */
export interface PortWish {
  readonly preferred: number;
  /** Ports that others of this system prefer or have; a moved one does not take them. */
  readonly reserved: ReadonlySet<number>;
  readonly isFree: (port: number) => Promise<boolean>;
}

/** The preferred port if it is free, else the next free one above it that nobody else wants. */
export async function choosePort({ preferred, reserved, isFree }: PortWish): Promise<number> {
  if (await isFree(preferred)) return preferred;
  for (let port = preferred + 1; port <= Math.min(preferred + span, 65_535); port += 1) {
    if (!reserved.has(port) && (await isFree(port))) return port;
  }
  throw new NoFreePort(preferred);
}

/** So many ports in a row are taken that something else is wrong. */
export class NoFreePort extends Error {
  readonly code = 'no-free-port';
  readonly preferred: number;

  constructor(preferred: number) {
    super(
      `None of the ports ${preferred} to ${preferred + span} is free on 127.0.0.1. See what listens there (\`ss -ltnp\`, \`lsof -i\`) and end it.`,
    );
    this.preferred = preferred;
  }
}

const span = 500;
