import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** What is done to the system, and to which part of it. */
export type Fault =
  | { readonly kind: 'kill' | 'restart'; readonly process: number }
  | { readonly kind: 'freeze'; readonly process: number; readonly forMs: number }
  | { readonly kind: 'broker away' | 'database killed'; readonly forMs: number }
  | { readonly kind: 'replay' };

/** A fault, and how long to wait before it. */
export interface PlannedFault {
  readonly afterMs: number;
  readonly fault: Fault;
}

/** Numbers from 0 up to, not including, 1; the same ones for the same seed. */
export type Random = () => number;

/** Draws one after the other, without an end. Frozen processes are frozen for longer than any lease or session lasts, or for less. */
export function* faults(random: Random, processes: number): Generator<PlannedFault, never> {
  const between = (from: number, to: number): number => Math.round(from + random() * (to - from));
  for (;;) {
    const afterMs = between(1_000, 6_000);
    const process = between(0, processes - 1);
    const draw = random();
    if (draw < 0.35) yield { afterMs, fault: { kind: 'kill', process } };
    else if (draw < 0.65) yield { afterMs, fault: { kind: 'freeze', process, forMs: between(1_000, 9_000) } };
    else if (draw < 0.75) yield { afterMs, fault: { kind: 'restart', process } };
    else if (draw < 0.9) yield { afterMs, fault: { kind: 'replay' } };
    else if (draw < 0.95) yield { afterMs, fault: { kind: 'broker away', forMs: between(1_000, 8_000) } };
    else yield { afterMs, fault: { kind: 'database killed', forMs: between(200, 3_000) } };
  }
}

/** The first draws of neighbouring seeds are neighbours; these are thrown away. */
export function randomOf(seed: number): Random {
  const generator = xoroshiro128plus(seed);
  for (let thrown = 0; thrown < 16; thrown += 1) generator.next();
  return () => uniformFloat64(generator);
}
