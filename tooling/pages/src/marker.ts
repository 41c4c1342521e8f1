/** What the comment above a block says of it. */
export type Marker =
  | { readonly kind: 'cut'; readonly path: string; readonly region?: string | undefined }
  | { readonly kind: 'help'; readonly command: readonly string[] }
  | { readonly kind: 'run'; readonly script: string; readonly name: string; readonly options: RunOptions }
  /** Shown and not run, or only a sketch, with the reason. */
  | { readonly kind: 'not run' | 'sketch'; readonly reason: string };

/** How a block is run. */
export interface RunOptions {
  /** Expected of the last command; 0 otherwise. */
  readonly exit?: number;
  /** The last command keeps running until the page ends, or until the block that `ends` it. */
  readonly stays?: boolean;
  /** The last command is repeated until it says what is shown. */
  readonly again?: boolean;
  /** Lines may come in another order. */
  readonly 'any-order'?: boolean;
  /** Ctrl-C to the block of this name, before this one begins. */
  readonly ends?: string;
  /** This block is an edit of a file. */
  readonly edit?: string;
}

/** Undefined when nobody can tell what is meant. */
export function parseMarker(text: string): Marker | undefined {
  const [, kind, rest = ''] = /^(cut|help|run|not run|sketch)\s*:\s*(.*)$/.exec(text) ?? [];
  if (rest === '') return undefined;
  switch (kind) {
    case 'cut': {
      const [path = '', region] = rest.split('#');
      return { kind, path, region };
    }
    case 'help':
      return { kind, command: rest.split(/\s+/) };
    case 'run':
      return parseRun(rest);
    case 'not run':
    case 'sketch':
      return { kind, reason: rest };
    default:
      return undefined;
  }
}

function parseRun(text: string): Marker | undefined {
  const [id = '', ...words] = text.split(/\s+/);
  const [, script, name] = /^([\w-]+)\/([\w-]+)$/.exec(id) ?? [];
  const options = words.map(parseOption);
  if (script === undefined || name === undefined || options.includes(undefined)) return undefined;
  return { kind: 'run', script, name, options: Object.assign({}, ...options) as RunOptions };
}

function parseOption(word: string): RunOptions | undefined {
  if (word === 'stays' || word === 'again' || word === 'any-order') return { [word]: true };
  const [, name, value = ''] = /^(exit|ends|edit)=(\S+)$/.exec(word) ?? [];
  if (name === 'exit') return /^\d+$/.test(value) ? { exit: Number(value) } : undefined;
  return name === undefined ? undefined : { [name]: value };
}
