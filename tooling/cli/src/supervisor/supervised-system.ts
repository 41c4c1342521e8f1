import { startTimeOf, type Infrastructure, type ServiceAccess } from '@holdfast/local-infra';
import type { System, Trial, TrialActor } from '@holdfast/system-model';
import { follow, type Progress } from '../trial/follow.ts';
import { NoIssuer, type TokenPlace } from '../tokens/token-place.ts';
import { TokenPurse } from '../tokens/token-purse.ts';
import { place, type Placed } from '../trial/place.ts';
import { trialBody } from '../trial/trial-body.ts';
import { residentMemoryMb } from './resident-memory.ts';
import type { PlaceTrialOptions, RunningProcess, RunningSystem, UntilOptions } from './running-system.ts';
import type { SystemWatch } from '../watch/watch-system.ts';
import type { Member } from './fleet-member.ts';
import type { ServiceFleet } from './service-fleet.ts';
import type { StartPhases } from './start-phases.ts';
import { writeSystemRecord, type RecordedProcess, type SystemRecord } from './system-record.ts';
import type { TrackedRun } from './tracked-run.ts';
import { waitUntilReady } from './wait-until-ready.ts';

interface Parts {
  readonly root: string;
  readonly system: System;
  readonly infrastructure: Infrastructure;
  readonly namespace: string;
  readonly access: Readonly<Record<string, ServiceAccess>>;
  readonly state: string;
  /** Written when all ports are known. */
  readonly environmentFiles: () => Promise<Readonly<Record<string, string>>>;
  /** Whose tokens the services believe; undefined where nobody gives any. */
  readonly tokens: () => TokenPlace | undefined;
  readonly run: TrackedRun;
  readonly phases: StartPhases;
  /** Ends what is there besides the services. */
  readonly end: () => Promise<void>;
}

/** The system behind the interface: a fleet of services on servers, in one run. */
export class SupervisedSystem implements RunningSystem {
  readonly system: System;
  readonly infrastructure: Infrastructure;
  readonly namespace: string;
  readonly access: Readonly<Record<string, ServiceAccess>>;
  readonly state: string;
  environmentFiles: Readonly<Record<string, string>> = {};
  readonly #parts: Parts;
  readonly #tokens = new TokenPurse(() => this.#tokenPlace);
  readonly #startedAt = new Date().toISOString();
  #fleet: ServiceFleet | undefined;
  #watching: SystemWatch | undefined;
  #stopped: Promise<void> | undefined;

  constructor(parts: Parts) {
    this.system = parts.system;
    this.infrastructure = parts.infrastructure;
    this.namespace = parts.namespace;
    this.access = parts.access;
    this.state = parts.state;
    this.#parts = parts;
  }

  /** Takes the fleet and starts it. Whatever has begun is stopped before this throws. */
  async start(
    fleet: ServiceFleet,
    { watching, ...options }: { withinMs: number; signal?: AbortSignal; watching?: SystemWatch },
  ): Promise<void> {
    this.#fleet = fleet;
    this.#watching = watching;
    try {
      await fleet.start(options);
      this.environmentFiles = await this.#parts.environmentFiles();
      this.record();
    } catch (error) {
      await watching?.close();
      await fleet.stop({ patienceMs: 5_000 });
      throw error;
    }
  }

  url(service: string, instance = 1): string {
    return this.member(service, instance).url();
  }

  adminUrl(service: string, instance = 1): string {
    return this.member(service, instance).adminUrl();
  }

  async token(actor: TrialActor): Promise<string> {
    return await this.#tokens.tokenFor(actor);
  }

  get phasesMs(): Readonly<Record<string, number>> {
    return this.#parts.phases.tookMs;
  }

  members(): readonly Member[] {
    return this.#services.members;
  }

  member(service: string, instance = 1): Member {
    return this.#services.member(service, instance);
  }

  kill(service: string, instance = 1, signal: NodeJS.Signals = 'SIGKILL'): boolean {
    return this.member(service, instance).process.kill(signal);
  }

  processes(): readonly RunningProcess[] {
    return this.#parts.run.children().map(({ name, pid }) => ({ name, pid, rssMb: residentMemoryMb(pid) }));
  }

  async untilReady({ withinMs = 180_000 }: { withinMs?: number } = {}): Promise<void> {
    await Promise.all(
      this.#services.members.map(async ({ process, adminUrl: url, logFile }) => {
        await waitUntilReady({ process, url, logFile, withinMs, crashesAllowed: Infinity });
      }),
    );
  }

  async place({ example, body, instance, as, ...options }: PlaceTrialOptions = {}): Promise<Placed> {
    const trial = this.#trial;
    const actor = as ?? trial.as;
    const sent = body ?? trialBody(this.#parts.root, trial, example).body;
    const url = `${this.url(trial.service, instance)}${trial.path}`;
    return await place({ ...options, url, body: sent, ...(actor && { as: actor, token: await this.token(actor) }) });
  }

  async until(placed: Placed, { stallMs = 60_000, onStep, signal }: UntilOptions = {}): Promise<Progress> {
    return await follow({
      url: () => `${this.url(this.#trial.service)}${placed.path}`,
      steps: this.system.steps,
      stallMs,
      ...(placed.as && { token: () => this.token(placed.as!) }),
      ...(onStep && { onStep }),
      ...(signal && { signal }),
    });
  }

  async stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    await this.#stopped;
  }

  /** Writes down what runs where, for the `status` command. */
  record(): void {
    if (this.#stopped === undefined) writeSystemRecord(this.#parts.run.folder, this.#record());
  }

  async #stop(): Promise<void> {
    await this.#watching?.close();
    // Longer than the time that a service gives itself to drain.
    await this.#services.stop({ patienceMs: 15_000 });
    await this.#parts.end();
  }

  get #services(): ServiceFleet {
    if (!this.#fleet) throw new Error('the system has not been started');
    return this.#fleet;
  }

  get #trial(): Trial {
    if (!this.system.trial) throw new NoTrial();
    return this.system.trial;
  }

  get #tokenPlace(): TokenPlace {
    const issuer = this.#parts.tokens();
    if (!issuer) throw new NoIssuer();
    return issuer;
  }

  #record(): SystemRecord {
    const { run } = this.#parts;
    const { postgres, kafka } = this.infrastructure;
    const members = new Map(this.#services.members.map((member) => [member.process.name, member]));
    return {
      system: this.system.name,
      owner: { pid: process.pid, startedAt: startTimeOf(process.pid) ?? '' },
      startedAt: this.#startedAt,
      state: this.state,
      namespace: this.namespace,
      environmentFiles: this.environmentFiles,
      infra: {
        postgres: { version: postgres.version, provider: postgres.provider, at: new URL(postgres.adminUrl).host },
        ...(kafka && { kafka: { version: kafka.version, provider: kafka.provider, at: kafka.brokers.join(',') } }),
      },
      absent: this.#services.members
        .filter(({ process }) => process.pid === undefined)
        .map(({ process }) => process.name),
      processes: [...run.children(), ...run.lostServers()].map(({ name, pid, startedAt }) => {
        const member = members.get(name);
        return { name, pid, startedAt, ...(member && placeOf(member)) };
      }),
    };
  }
}

function placeOf(member: Member): Pick<RecordedProcess, 'url' | 'adminUrl' | 'debug'> {
  const debug = member.debugAddress();
  return { url: member.url(), adminUrl: member.adminUrl(), ...(debug !== undefined && { debug }) };
}

/** The system says nothing of a trial, so there is nothing to send. */
export class NoTrial extends Error {
  readonly code = 'no-trial';

  constructor() {
    super('system.ts has no `trial`. Add one: the service, its path and the folder of examples to send.');
  }
}
