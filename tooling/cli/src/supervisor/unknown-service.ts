/** A service or a simulator was named that the system does not have, or does not start. */
export class UnknownService extends Error {
  readonly code = 'unknown-service';

  constructor(name: string, known: readonly string[]) {
    super(`There is no service ${name}. There are: ${known.join(', ')}.`);
  }
}
