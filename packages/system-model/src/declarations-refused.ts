/** Declarations contradict each other or cannot be read. The message has one sentence per problem: what, where, what to do. */
export class DeclarationsRefused extends Error {
  readonly code = 'declarations-refused';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The declarations cannot be used:\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
    this.name = 'DeclarationsRefused';
    this.problems = problems;
  }
}
