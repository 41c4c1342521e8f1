/** What keeps the outside world from starting is for a person to mend; the message says it all. */
export class CannotStart extends Error {
  readonly code = 'cannot-start';
}
