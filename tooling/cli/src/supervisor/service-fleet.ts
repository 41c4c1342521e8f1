import { join } from 'node:path';
import { freePort, isFree, type Run } from '@holdfast/local-infra';
import { appProgram } from './app-program.ts';
import { choosePort } from './choose-port.ts';
import { claimPort, type PortClaim } from './claim-port.ts';
import { SupervisedProcess, type Crash, type Program } from './supervised-process.ts';
import { waitUntilReady } from './wait-until-ready.ts';

/** Which start of which process this is. */
export interface ServiceStart {
  /** The folder of the app: a service, or a simulator. */
  readonly service: string;
  /** From 1. */
  readonly instance: number;
  /** From 1; more after each crash. */
  readonly start: number;
}

/** An app of which the fleet runs processes. */
export interface FleetApp {
  readonly name: string;
  /** The port that the first process prefers. */
  readonly port: number;
  readonly instances: number;
  /** It simulates systems outside: there before the services and after them, and never at another port than at first. */
  readonly isOutside: boolean;
}

export interface FleetOptions {
  readonly root: string;
  readonly apps: readonly FleetApp[];
  /** 'declared' moves a taken port and says so; 'free' takes any, for tests. */
  readonly ports: 'declared' | 'free';
  /** What a process of this app reads when it listens at this port. */
  readonly environment: (app: string, port: number) => Readonly<Record<string, string>>;
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

/** One process of an app, as others see it. */
export interface Member {
  /** The folder of the app: a service, or a simulator. */
  readonly service: string;
  readonly instance: number;
  readonly isOutside: boolean;
  readonly logFile: string;
  readonly process: SupervisedProcess;
  url(): string;
}

/** All processes of a system: what is outside, then the services together; each kept up; stopped the other way round. */
export class ServiceFleet {
  readonly members: readonly Member[];
  readonly #options: FleetOptions;
  readonly #claims = new Map<string, PortClaim>();
  readonly #stopping = new AbortController();

  constructor(options: FleetOptions) {
    this.#options = options;
    this.members = options.apps.flatMap((app) =>
      Array.from({ length: app.instances }, (_, index) => this.#memberOf(app, index + 1)),
    );
  }

  /** Resolves when each is ready. Throws NotReady. */
  async start({ withinMs, signal }: { withinMs: number; signal?: AbortSignal }): Promise<void> {
    // One after the other: a port that moves must not take the one that the next service prefers.
    for (const member of this.members) await this.#takePort(member);
    const { outside, inside } = this.#sides;
    for (const members of [outside, inside]) {
      await Promise.all(members.map(({ process }) => process.start()));
      await Promise.all(members.map((member) => this.#ready(member, { withinMs, ...(signal && { signal }) })));
    }
  }

  /** Stops all services at the same time, then what is outside; whoever is still there after the patience is killed. A repeat is fine. */
  async stop({ patienceMs }: { patienceMs: number }): Promise<void> {
    this.#stopping.abort();
    const { outside, inside } = this.#sides;
    for (const members of [inside, outside]) {
      await Promise.all(members.map(({ process }) => process.stop({ patienceMs })));
    }
    for (const claim of this.#claims.values()) claim.release();
  }

  /** Throws NoSuchMember. */
  member(service: string, instance = 1): Member {
    const found = this.members.find((member) => member.service === service && member.instance === instance);
    if (!found) throw new NoSuchMember(service, instance);
    return found;
  }

  /** Where the first process of an app listens; undefined when it is not of this fleet. */
  portOf(app: string): number | undefined {
    return this.#claims.get(app)?.port;
  }

  get #sides(): { outside: readonly Member[]; inside: readonly Member[] } {
    return {
      outside: this.members.filter(({ isOutside }) => isOutside),
      inside: this.members.filter(({ isOutside }) => !isOutside),
    };
  }

  #memberOf({ name: service, isOutside }: FleetApp, instance: number): Member {
    const name = instance === 1 ? service : `${service}-${instance}`;
    const logFile = join(this.#options.logs, `${name}.log`);
    const process = new SupervisedProcess({
      name,
      logFile,
      run: this.#options.run,
      program: async (start) => await this.#programOf(member, start),
      onCrash: (crash) => this.#crashed(crash, logFile),
      onStarted: ({ start }) => this.#started(member, start),
      onGivenUp: (error) => this.#options.say(`${name} is not started again: ${String(error)}`),
      ...(this.#options.waitMs && { waitMs: this.#options.waitMs }),
    });
    const url = (): string => `http://127.0.0.1:${this.#port(name)}`;
    const member: Member = { service, instance, isOutside, logFile, process, url };
    return member;
  }

  async #programOf(member: Member, start: number): Promise<Program> {
    const { service, instance, isOutside, process } = member;
    // Somebody else may have taken the port while the service was away. Services were told the port of a simulator when
    // they started, so that one waits until it is free again: each attempt is a crash, with a pause that grows.
    if (start > 1 && !isOutside && !(await isFree(this.#port(process.name)))) await this.#takePort(member);
    const which = { service, instance, start };
    const { root, built, environment, env, nodeArgs } = this.#options;
    return appProgram({
      root,
      built,
      app: service,
      environment: { ...environment(service, this.#port(process.name)), ...env(which) },
      nodeArgs: nodeArgs(which),
    });
  }

  #port(name: string): number {
    return this.#claims.get(name)?.port ?? 0;
  }

  async #takePort({ service, instance, process: { name } }: Member): Promise<void> {
    const wanted = this.#options.apps.find((app) => app.name === service)?.port ?? 0;
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
    const reserved = new Set([...this.#options.apps.map(({ port }) => port), ...this.#takenPorts()]);
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

  #started(member: Member, start: number): void {
    this.#options.onChange();
    if (start === 1) return;
    const { signal } = this.#stopping;
    void this.#ready(member, { withinMs: 180_000, crashesAllowed: Infinity, signal }).then(
      () => this.#options.say(`${member.process.name} is ready again.`),
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
