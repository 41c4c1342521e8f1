/** What is kept back at each hop: the time that an answer needs to come back while whoever waits is still waiting. */
export const answerMs = 500;

/**
 * Until when something is of use that is said because of something which is of use until `inherited`: the earlier of what
 * is asked and of that, shortened. What is too late already is said all the same; its receiver answers that it came late.
 */
export function deadlineFor(asked: Date, inherited?: Date): Date {
  if (inherited === undefined) return asked;
  return new Date(Math.min(asked.getTime(), inherited.getTime() - answerMs));
}
