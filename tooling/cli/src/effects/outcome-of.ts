/**
 * The outcome that a person has written: JSON as it stands, or a word, which becomes the outcome that has it as its
 * result. `abandoned` stays a word. Whether the effect has such an outcome is known to its service alone.
 */
export function outcomeOf(text: string): unknown {
  const trimmed = text.trim();
  if (trimmed === 'abandoned') return trimmed;
  if (word.test(trimmed)) return { result: trimmed };
  try {
    const parsed: unknown = JSON.parse(trimmed);
    if (typeof parsed === 'object' && parsed !== null) return parsed;
  } catch {
    // Said below.
  }
  throw new NoOutcome(text);
}

/** It is neither a word nor a JSON object. */
export class NoOutcome extends Error {
  readonly code = 'no-outcome';

  constructor(text: string) {
    super(
      `--as ${JSON.stringify(text)} is no outcome. Write a word (it becomes { "result": "<word>" }), a JSON object in single quotes, or abandoned.`,
    );
  }
}

const word = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/i;
