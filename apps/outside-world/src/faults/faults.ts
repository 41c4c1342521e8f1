import type { OutsideSystem } from '../systems/outside-system.ts';
import type { Timing } from '../timing.ts';
import { chance } from './chance.ts';
import type { Fate, WebhookFate } from './fate.ts';
import type { Switches } from './switches.ts';

/** How often a fault happened, so that a test can tell that it was felt. */
export type Felt = Record<'refuse' | 'delayMs' | 'withholdAnswer' | 'doNothing', number>;

/** The fault switches of all systems. In memory: a new start begins without faults. */
export class Faults {
  private readonly timing: Timing;
  private readonly systems: ReadonlyMap<string, { switches: Switches; draw: () => number; felt: Felt }>;

  constructor(systems: readonly OutsideSystem[], seed: number, timing: Timing) {
    this.timing = timing;
    this.systems = new Map(
      systems.map(({ name }) => [name, { switches: {}, draw: chance(seed, name), felt: nothingFelt() }]),
    );
  }

  /** The switches as they are, `times` counted down, and what was felt since the start. */
  of(system: string): { switches: Switches; felt: Felt } {
    const { switches, felt } = this.get(system);
    return { switches, felt };
  }

  set(system: string, switches: Switches): void {
    const state = this.get(system);
    state.switches = switches;
    if (switches.seed !== undefined) state.draw = chance(switches.seed, system);
  }

  felt(system: string, fault: keyof Felt): void {
    this.get(system).felt[fault] += 1;
  }

  /** Decides the next acting call. Each one draws equally often, so one switch does not move the chance of another. */
  next(system: string): Fate {
    const state = this.get(system);
    const { switches, draw } = state;
    const fate = {
      refuse: happens(switches.refuse, draw),
      delayMs: between(switches.delayMs ?? 0, draw),
      withholdAnswer: happens(switches.withholdAnswer, draw),
      doNothing: happens(switches.doNothing, draw),
      keyMemoryMs: switches.forgetKeys ? 0 : (switches.keyMemoryMs ?? this.timing.keyMemoryMs),
      webhook: this.webhook(switches.webhook ?? {}, draw),
    };
    state.switches = withOneTimeLess(switches);
    return fate;
  }

  private webhook(switches: NonNullable<Switches['webhook']>, draw: () => number): WebhookFate {
    return {
      delayMs: between(switches.delayMs ?? this.timing.webhookDelayMs, draw),
      copies: switches.off ? 0 : switches.twice ? 2 : 1,
      outOfOrder: switches.outOfOrder ?? false,
    };
  }

  private get(system: string) {
    const state = this.systems.get(system);
    if (state === undefined) throw new Error(`There is no outside system ${system}.`);
    return state;
  }
}

function happens(probability: number | undefined, draw: () => number): boolean {
  return draw() < (probability ?? 0);
}

function between(delay: number | readonly [number, number], draw: () => number): number {
  const drawn = draw();
  if (typeof delay === 'number') return delay;
  const [least, most] = delay;
  return least + Math.floor(drawn * (most - least + 1));
}

function withOneTimeLess(switches: Switches): Switches {
  if (switches.times === undefined) return switches;
  return switches.times === 1 ? {} : { ...switches, times: switches.times - 1 };
}

function nothingFelt(): Felt {
  return { refuse: 0, delayMs: 0, withholdAnswer: 0, doNothing: 0 };
}
