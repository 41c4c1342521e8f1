/** Something was asked for that there is not. */
export class BadOptions extends Error {
  readonly code = 'bad-options';
}
