/** One place of a page that is not as it should be. `rule` is stable; `found` says what to do. */
export interface Problem {
  readonly page: string;
  readonly line: number;
  readonly rule: Rule;
  readonly found: string;
}

export type Rule =
  | 'block-has-a-language'
  | 'block-has-a-marker'
  | 'block-is-seen'
  | 'marker-is-known'
  | 'marker-has-a-block'
  | 'cut-is-the-source'
  | 'help-is-the-command'
  | 'run-can-be-read'
  | 'edit-fits'
  | 'link-resolves'
  | 'command-exists';
