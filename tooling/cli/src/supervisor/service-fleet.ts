import { join } from 'node:path';
import { isFree } from '@holdfast/local-infra';
import { appProgram } from './app-program.ts';
import { backoffMs } from './backoff.ts';
import { DebugPorts } from './debug-ports.ts';
import type { Ports } from './environment-of.ts';
import type { Member } from './fleet-member.ts';
import type { FleetApp, FleetOptions } from './fleet-options.ts';
import { FleetPorts } from './fleet-ports.ts';
import { FleetReadiness, Replaced, type ReadyWait } from './fleet-readiness.ts';
import { SupervisedProcess, type Crash, type Program } from './supervised-process.ts';
import { NotReady } from './wait-until-ready.ts';

/** All processes of a system: what is outside, then the services together; each kept up; stopped the other way round. */
export class ServiceFleet {
  readonly members: readonly Member[];
  readonly #options: FleetOptions;
  readonly #ports: FleetPorts;
  /** Nobody types these, so any will do. */
  readonly #adminPorts = new FleetPorts([]);
  readonly #debugPorts = new DebugPorts();
  readonly #stopping = new AbortController();
  readonly #readiness = new FleetReadiness();
  /** Processes that `restart` replaces, so that whoever called it tells how that went. */
  readonly #replaced = new Set<Member>();

  constructor(options: FleetOptions) {
    this.#options = options;
    this.#ports = new FleetPorts(options.declaredPorts ?? options.apps.map(({ port }) => port));
    this.members = options.apps.flatMap((app) =>
      Array.from({ length: app.instances }, (_, index) => this.#memberOf(app, index + 1)),
    );
  }

  /** Resolves when each is ready, or was said not to be where sources are being changed. Throws NotReady. */
  async start(options: { withinMs: number; signal?: AbortSignal }): Promise<void> {
    // One after the other: a port that moves must not take the one that the next service prefers.
    for (const member of this.members) await this.#takePort(member);
    const { outside, inside } = this.#sides;
    for (const members of [outside, inside]) {
      await Promise.all(members.map(({ process }) => process.start()));
      await Promise.all(members.map((member) => this.#firstReady(member, options)));
    }
  }

  /** Replaces every process of an app by one that runs the sources as they are now. Resolves when the old ones are gone. */
  async restart(app: string): Promise<void> {
    const members = this.#membersOf(app);
    for (const member of members) {
      this.#replaced.add(member);
      this.#readiness.abandon(member);
    }
    // A service needs half a second to end in order; one that does not listen to us must not keep a person waiting.
    await Promise.all(members.map(({ process }) => process.restart({ patienceMs: 5_000 })));
  }

  /** Resolves when every process of a restarted app is ready. Throws NotReady as soon as one of them has ended. */
  async readyAfterRestart(app: string, { signal }: { signal: AbortSignal }): Promise<void> {
    const members = this.#membersOf(app);
    const wait = { withinMs: longMs, crashesAllowed: 0, signal };
    await Promise.all(members.map((member) => this.#readiness.until(member, wait)));
    for (const member of members) this.#replaced.delete(member);
  }

  /** Stops all services at the same time, then what is outside; whoever is still there after the patience is killed. A repeat is fine. */
  async stop({ patienceMs }: { patienceMs: number }): Promise<void> {
    this.#stopping.abort();
    const { outside, inside } = this.#sides;
    for (const members of [inside, outside]) {
      await Promise.all(members.map(({ process }) => process.stop({ patienceMs })));
    }
    this.#ports.releaseAll();
    this.#adminPorts.releaseAll();
    this.#debugPorts.releaseAll();
  }

  /** Throws NoSuchMember. */
  member(service: string, instance = 1): Member {
    const found = this.members.find((member) => member.service === service && member.instance === instance);
    if (!found) throw new NoSuchMember(service, instance);
    return found;
  }

  /** Where the first process of an app listens; undefined when it is not of this fleet. */
  portOf(app: string): number | undefined {
    return this.#ports.of(app);
  }

  #membersOf(app: string): Member[] {
    return this.members.filter(({ service }) => service === app);
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
      onCrash: (crash) => this.#crashed(member, crash),
      onStarted: ({ start }) => this.#started(member, start),
      onGivenUp: (error) => this.#options.say(`${name} is not started again: ${String(error)}`),
      waitMs: (crashes) => (this.#isBroken(member) ? undefined : (this.#options.waitMs ?? backoffMs)(crashes)),
    });
    const url = (): string => `http://127.0.0.1:${this.#port(name)}`;
    const adminUrl = (): string => `http://127.0.0.1:${this.#adminPorts.of(name) ?? this.#port(name)}`;
    const debugAddress = (): string | undefined => this.#debugPorts.addressOf(name);
    const member: Member = { service, instance, isOutside, logFile, process, url, adminUrl, debugAddress };
    return member;
  }

  async #programOf(member: Member, start: number): Promise<Program> {
    const { service, instance, isOutside, process } = member;
    // Somebody else may have taken the port while the service was away. Services were told the port of a simulator when
    // they started, so that one waits until it is free again: each attempt is a crash, with a pause that grows.
    if (start > 1 && !isOutside && !(await isFree(this.#port(process.name)))) await this.#takePort(member);
    if (!isOutside) await this.#keepAdminPort(process.name);
    const which = { service, instance, start };
    const { root, deployed, environment, env, nodeArgs, inspect = [] } = this.#options;
    const debugArgs = inspect.includes(service) ? await this.#debugPorts.argumentsFor(process.name) : [];
    return appProgram({
      root,
      deployed: deployed?.get(service),
      app: service,
      environment: { ...environment(service, this.#portsOf(process.name)), ...env(which) },
      nodeArgs: [...debugArgs, ...nodeArgs(which)],
    });
  }

  #port(name: string): number {
    return this.#ports.of(name) ?? 0;
  }

  #portsOf(name: string): Ports {
    const adminPort = this.#adminPorts.of(name);
    return { port: this.#port(name), ...(adminPort !== undefined && { adminPort }) };
  }

  /** The one that it had, unless somebody took it meanwhile. */
  async #keepAdminPort(name: string): Promise<void> {
    const before = this.#adminPorts.of(name);
    if (before === undefined || !(await isFree(before))) await this.#adminPorts.takeAny(name);
  }

  async #takePort({ service, instance, process: { name } }: Member): Promise<void> {
    const wanted = this.#options.apps.find((app) => app.name === service)?.port ?? 0;
    const before = this.#ports.of(name) ?? wanted;
    if (this.#options.ports === 'free' || instance > 1) {
      await this.#ports.takeAny(name);
      return;
    }
    const port = await this.#ports.takeNear(name, wanted);
    if (port !== before) this.#options.say(`port ${before} is taken; ${name} is at ${port}.`);
  }

  /** What ends before it is ready, while sources are being changed, would end the same way the next time. */
  #isBroken(member: Member): boolean {
    return this.#options.isBeingChanged === true && !this.#readiness.hasBeenReady(member);
  }

  #crashed(member: Member, { name, code, signal, restartInMs }: Crash): void {
    this.#options.onChange();
    const isTold = this.#replaced.has(member) || this.#readiness.isAwaited(member);
    if (restartInMs === undefined && isTold) return; // Whoever waits says so, and why.
    const how = signal ?? `exit ${code}`;
    const next = restartInMs === undefined ? '' : `; it starts again in ${(restartInMs / 1000).toFixed(1)} s`;
    this.#options.say(`${name} ended (${how})${next}. Its log: ${member.logFile}`);
  }

  #started(member: Member, start: number): void {
    this.#readiness.forget(member);
    this.#options.onChange();
    if (start === 1 || this.#replaced.has(member)) return;
    const { signal } = this.#stopping;
    const crashesAllowed = this.#options.isBeingChanged ? member.process.crashes : Infinity;
    void this.#readiness.until(member, { withinMs: longMs, crashesAllowed, signal }).then(
      () => this.#options.say(`${member.process.name} is ready again.`),
      (error: unknown) => this.#options.isBeingChanged && this.#sayNotReady(error),
    );
  }

  async #firstReady(member: Member, wait: ReadyWait): Promise<void> {
    if (!this.#options.isBeingChanged) return await this.#readiness.until(member, wait);
    try {
      await this.#readiness.until(member, { ...wait, crashesAllowed: 0 });
    } catch (error) {
      if (!(error instanceof NotReady || error instanceof Replaced)) throw error;
      this.#sayNotReady(error);
    }
  }

  #sayNotReady(error: unknown): void {
    if (error instanceof NotReady) this.#options.say(`${error.message}\n  It is tried again at the next save.`);
  }
}

const longMs = 180_000;

/** There is no such process in this system. */
export class NoSuchMember extends Error {
  readonly code = 'no-such-member';

  constructor(service: string, instance: number) {
    super(`No process ${instance} of ${service} is started here.`);
  }
}
