import { join } from 'node:path';
import { freePort, isFree, type Run, type ServiceAccess } from '@holdfast/local-infra';
import type { ServiceDeclaration } from '@holdfast/system-model';
import { choosePort } from './choose-port.ts';
import { claimPort, type PortClaim } from './claim-port.ts';
import { serviceProgram, type ServiceStart } from './service-program.ts';
import { SupervisedProcess, type Crash, type Program } from './supervised-process.ts';
import { waitUntilReady } from './wait-until-ready.ts';

export interface FleetOptions {
  readonly root: string;
  readonly services: readonly ServiceDeclaration[];
  readonly instances: number;
  /** 'declared' moves a taken port and says so; 'free' takes any, for tests. */
  readonly ports: 'declared' | 'free';
  readonly access: Readonly<Record<string, ServiceAccess>>;
  readonly namespace: string;
  readonly built: boolean;
  readonly logs: string;
  readonly run: Pick<Run, 'add' | 'remove'>;
  readonly env: (start: ServiceStart) => Readonly<Record<string, string>>;
  readonly nodeArgs: (start: ServiceStart) => readonly string[];
  readonly say: (line: string) => void;
  /** A process came or went. */
  readonly onChange: () => void;
  readonly waitMs?: (crashes: number) => number;
}

/** One service process, as others see it. */
export interface Member {
  readonly service: string;
  readonly instance: number;
  readonly logFile: string;
  readonly process: SupervisedProcess;
  url(): string;
}

/** All service processes of a system: started together, each kept up, stopped together. */
export class ServiceFleet {
  readonly members: readonly Member[];
  readonly #options: FleetOptions;
  readonly #claims = new Map<string, PortClaim>();
  readonly #stopping = new AbortController();

  constructor(options: FleetOptions) {
    this.#options = options;
    const instances = Array.from({ length: options.instances }, (_, index) => index + 1);
    this.members = options.services.flatMap((service) =>
      instances.map((instance) => this.#memberOf(service, instance)),
    );
  }

  /** Starts all at once; resolves when each is ready. Throws NotReady. */
  async start({ withinMs, signal }: { withinMs: number; signal?: AbortSignal }): Promise<void> {
    // One after the other: a port that moves must not take the one that the next service prefers.
    for (const { process, service, instance } of this.members) await this.#takePort(process.name, service, instance);
    await Promise.all(this.members.map(({ process }) => process.start()));
    await Promise.all(this.members.map((member) => this.#ready(member, { withinMs, ...(signal && { signal }) })));
  }

  /** Stops all at the same time; whoever is still there after the patience is killed. A repeat is fine. */
  async stop({ patienceMs }: { patienceMs: number }): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.members.map(({ process }) => process.stop({ patienceMs })));
    for (const claim of this.#claims.values()) claim.release();
  }

  /** Throws NoSuchMember. */
  member(service: string, instance = 1): Member {
    const found = this.members.find((member) => member.service === service && member.instance === instance);
    if (!found) throw new NoSuchMember(service, instance);
    return found;
  }

  #memberOf({ name: service }: ServiceDeclaration, instance: number): Member {
    const name = instance === 1 ? service : `${service}-${instance}`;
    const logFile = join(this.#options.logs, `${name}.log`);
    const process = new SupervisedProcess({
      name,
      logFile,
      run: this.#options.run,
      program: async (start) => await this.#programOf(name, { service, instance, start }),
      onCrash: (crash) => this.#crashed(crash, logFile),
      onStarted: ({ start }) => this.#started(name, start),
      onGivenUp: (error) => this.#options.say(`${name} is not started again: ${String(error)}`),
      ...(this.#options.waitMs && { waitMs: this.#options.waitMs }),
    });
    return { service, instance, logFile, process, url: () => `http://127.0.0.1:${this.#claims.get(name)?.port ?? 0}` };
  }

  async #programOf(name: string, start: ServiceStart): Promise<Program> {
    // Somebody else may have taken the port while the service was away.
    if (start.start > 1 && !(await isFree(this.#port(name)))) await this.#takePort(name, start.service, start.instance);
    const access = this.#options.access[start.service];
    if (!access) throw new Error(`nothing was provisioned for ${start.service}`);
    const { root, namespace, built } = this.#options;
    const place = { root, namespace, built, access, service: start.service, port: this.#port(name) };
    return serviceProgram({ ...place, env: this.#options.env(start), nodeArgs: this.#options.nodeArgs(start) });
  }

  #port(name: string): number {
    return this.#claims.get(name)?.port ?? 0;
  }

  async #takePort(name: string, service: string, instance: number): Promise<void> {
    const wanted = this.#options.services.find((declared) => declared.name === service)?.port ?? 0;
    const before = this.#claims.get(name)?.port ?? wanted;
    const isOurs = this.#options.ports === 'free' || instance > 1;
    const claim = isOurs ? await claimAnyPort() : await this.#claimNear(wanted);
    this.#claims.get(name)?.release();
    this.#claims.set(name, claim);
    if (!isOurs && claim.port !== before) {
      this.#options.say(`port ${before} is taken; ${name} is at ${claim.port}.`);
    }
  }

  async #claimNear(preferred: number): Promise<PortClaim> {
    const reserved = new Set([...this.#options.services.map(({ port }) => port), ...this.#takenPorts()]);
    let claim: PortClaim | undefined;
    const isFreeForUs = async (port: number) => (await isFree(port)) && (claim = claimPort(port)) !== undefined;
    await choosePort({ preferred, reserved, isFree: isFreeForUs });
    return claim!;
  }

  #takenPorts(): number[] {
    return [...this.#claims.values()].map(({ port }) => port);
  }

  #crashed({ name, code, signal, restartInMs }: Crash, logFile: string): void {
    const how = signal ?? `exit ${code}`;
    const seconds = (restartInMs / 1000).toFixed(1);
    this.#options.say(`${name} ended (${how}); it starts again in ${seconds} s. Its log: ${logFile}`);
    this.#options.onChange();
  }

  #started(name: string, start: number): void {
    this.#options.onChange();
    const member = this.members.find(({ process }) => process.name === name);
    if (start === 1 || !member) return;
    const { signal } = this.#stopping;
    void this.#ready(member, { withinMs: 60_000, crashesAllowed: Infinity, signal }).then(
      () => this.#options.say(`${name} is ready again.`),
      () => undefined, // It crashed once more, and said so, or everything stops.
    );
  }

  async #ready(
    { process, url, logFile }: Member,
    options: { withinMs: number; crashesAllowed?: number; signal?: AbortSignal },
  ): Promise<void> {
    await waitUntilReady({ process, url, logFile, ...options });
  }
}

async function claimAnyPort(): Promise<PortClaim> {
  const claim = claimPort(await freePort());
  return claim ?? (await claimAnyPort());
}

/** There is no such process in this system. */
export class NoSuchMember extends Error {
  readonly code = 'no-such-member';

  constructor(service: string, instance: number) {
    super(`No process ${instance} of ${service} is started here.`);
  }
}
