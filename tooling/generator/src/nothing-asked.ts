/** `generate` was called without saying what to do. */
export class NothingAsked extends Error {
  readonly code = 'nothing-asked';

  constructor() {
    super('Say what to do: ./holdfast generate --remove-example');
  }
}
