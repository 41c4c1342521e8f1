import { freePort, isFree } from '@holdfast/local-infra';
import { choosePort } from './choose-port.ts';
import { claimPort, type PortClaim } from './claim-port.ts';

/** The ports of a system's processes by name, each claimed, so that two starts at once do not choose the same. */
export class FleetPorts {
  readonly #claims = new Map<string, PortClaim>();
  readonly #preferred: readonly number[];

  /** `preferred` are ports that some process would like; one that moves does not take them. */
  constructor(preferred: readonly number[]) {
    this.#preferred = preferred;
  }

  /** Undefined for a process that has none yet. */
  of(name: string): number | undefined {
    return this.#claims.get(name)?.port;
  }

  /** Takes this port, or a free one near it. Gives back what the process had. */
  async takeNear(name: string, preferred: number): Promise<number> {
    const reserved = new Set([...this.#preferred, ...[...this.#claims.values()].map(({ port }) => port)]);
    let claim: PortClaim | undefined;
    const isFreeForUs = async (port: number) => (await isFree(port)) && (claim = claimPort(port)) !== undefined;
    await choosePort({ preferred, reserved, isFree: isFreeForUs });
    return this.#give(name, claim!);
  }

  /** Takes any free port. Gives back what the process had. */
  async takeAny(name: string): Promise<number> {
    const claim = claimPort(await freePort());
    return claim ? this.#give(name, claim) : await this.takeAny(name);
  }

  releaseAll(): void {
    for (const claim of this.#claims.values()) claim.release();
  }

  #give(name: string, claim: PortClaim): number {
    this.#claims.get(name)?.release();
    this.#claims.set(name, claim);
    return claim.port;
  }
}
