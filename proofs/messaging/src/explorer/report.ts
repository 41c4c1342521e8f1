import type { Exploration, Finding } from './explore.ts';

/** One line of what an exploration has seen. */
export function lineOf({ scenario, isComplete, states, runs, depth, seconds }: Exploration): string {
  const extent = isComplete ? 'all' : 'NOT ALL';
  const pace = Math.round(states / seconds);
  return `${scenario}: ${extent} of it, ${states} states in ${runs} runs of up to ${depth} steps, ${seconds.toFixed(1)} s (${pace} states/s)`;
}

/** A finding as somebody reads it who was not there. */
export function storyOf({ kind, what, steps }: Finding): string {
  return [`${kind}: ${what}`, ...steps.map((step, index) => `${String(index + 1).padStart(4)}. ${step}`)].join('\n');
}
