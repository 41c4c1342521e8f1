import { isFree } from '@holdfast/local-infra';
import { FleetPorts } from './fleet-ports.ts';

/** The ports at which debuggers find processes: from 9229, which debuggers try by themselves, upwards. */
export class DebugPorts {
  readonly #ports = new FleetPorts([]);

  /** What `node` is told. The port stays over restarts, so that a debugger comes back by itself, unless somebody took it. */
  async argumentsFor(name: string): Promise<string[]> {
    const before = this.#ports.of(name);
    const isStillOurs = before !== undefined && (await isFree(before));
    const port = isStillOurs ? before : await this.#ports.takeNear(name, firstPort);
    return [`--inspect=127.0.0.1:${port}`];
  }

  /** `127.0.0.1:9229`; undefined for a process that nobody debugs. */
  addressOf(name: string): string | undefined {
    const port = this.#ports.of(name);
    return port === undefined ? undefined : `127.0.0.1:${port}`;
  }

  releaseAll(): void {
    this.#ports.releaseAll();
  }
}

const firstPort = 9229;
