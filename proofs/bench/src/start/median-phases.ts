import { percentile } from '../statistics.ts';

/** The median of each phase over all rounds, rounded, in the sequence of the first round. */
export function medianPhases(
  rounds: readonly { readonly phasesMs: Readonly<Record<string, number>> }[],
): Record<string, number> {
  const names = Object.keys(rounds[0]?.phasesMs ?? {});
  return Object.fromEntries(
    names.map((name) => [
      name,
      Math.round(
        percentile(
          rounds.map(({ phasesMs }) => phasesMs[name] ?? 0),
          50,
        ),
      ),
    ]),
  );
}
