/** What a consumer's database holds of effects, and what its operators have decided; a restore takes it back with the rest. */
export interface Effects {
  /** The events that had their effect, in the sequence of the commits. */
  readonly had: readonly string[];
  /** An operator has decided that these have none. */
  readonly dropped: readonly string[];
  /** How often an operator has asked that these have it once more. */
  readonly again: readonly string[];
  /** Had an effect after their drop. */
  readonly ghosts: readonly string[];
}

export const noEffects: Effects = { had: [], dropped: [], again: [], ghosts: [] };

export function withEffect(effects: Effects, event: string): Effects {
  const ghosts = effects.dropped.includes(event) ? [...effects.ghosts, event] : effects.ghosts;
  return { ...effects, had: [...effects.had, event], ghosts };
}
