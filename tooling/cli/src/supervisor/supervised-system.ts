import { startTimeOf, type Infrastructure, type ServiceAccess } from '@holdfast/local-infra';
import type { System, Trial } from '@holdfast/system-model';
import { follow, type Progress } from '../trial/follow.ts';
import { place, type Placed } from '../trial/place.ts';
import { trialBody } from '../trial/trial-body.ts';
import { residentMemoryMb } from './resident-memory.ts';
import type { PlaceTrialOptions, RunningProcess, RunningSystem, UntilOptions } from './running-system.ts';
import type { Member, ServiceFleet } from './service-fleet.ts';
import { writeSystemRecord, type SystemRecord } from './system-record.ts';
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
  readonly environmentFiles: () => Readonly<Record<string, string>>;
  readonly run: TrackedRun;
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
  readonly #startedAt = new Date().toISOString();
  #fleet: ServiceFleet | undefined;
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
  async start(fleet: ServiceFleet, options: { withinMs: number; signal?: AbortSignal }): Promise<void> {
    this.#fleet = fleet;
    try {
      await fleet.start(options);
      this.environmentFiles = this.#parts.environmentFiles();
    } catch (error) {
      await fleet.stop({ patienceMs: 5_000 });
      throw error;
    }
  }

  url(service: string, instance = 1): string {
    return this.member(service, instance).url();
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
      this.#services.members.map(async ({ process, url, logFile }) => {
        await waitUntilReady({ process, url, logFile, withinMs, crashesAllowed: Infinity });
      }),
    );
  }

  async place({ example, body, instance, ...options }: PlaceTrialOptions = {}): Promise<Placed> {
    const trial = this.#trial;
    const sent = body ?? trialBody(this.#parts.root, trial, example).body;
    return await place({ ...options, url: `${this.url(trial.service, instance)}${trial.path}`, body: sent });
  }

  async until(placed: Placed, { stallMs = 60_000, onStep, signal }: UntilOptions = {}): Promise<Progress> {
    return await follow({
      url: () => `${this.url(this.#trial.service)}${placed.path}`,
      steps: this.system.steps,
      stallMs,
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

  #record(): SystemRecord {
    const { run } = this.#parts;
    const { postgres, kafka } = this.infrastructure;
    const urls = new Map(this.#services.members.map((member) => [member.process.name, member.url()]));
    return {
      system: this.system.name,
      owner: { pid: process.pid, startedAt: startTimeOf(process.pid) ?? '' },
      startedAt: this.#startedAt,
      state: this.state,
      namespace: this.namespace,
      infra: {
        postgres: { version: postgres.version, provider: postgres.provider, at: new URL(postgres.adminUrl).host },
        ...(kafka && { kafka: { version: kafka.version, provider: kafka.provider, at: kafka.brokers.join(',') } }),
      },
      processes: [...run.children(), ...run.lostServers()].map(({ name, pid, startedAt }) => {
        const url = urls.get(name);
        return { name, pid, startedAt, ...(url !== undefined && { url }) };
      }),
    };
  }
}

/** The system says nothing of a trial, so there is nothing to send. */
export class NoTrial extends Error {
  readonly code = 'no-trial';

  constructor() {
    super('system.ts has no `trial`. Add one: the service, its path and the folder of examples to send.');
  }
}
