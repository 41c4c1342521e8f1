import { type HelperMode, type OxcError, type TransformOptions, transformSync } from 'oxc-transform';

/**
 * One TypeScript module as JavaScript, with its source map inside.
 * Throws a SyntaxError when the file does not parse: `file:line:column what is wrong`, and below it the code.
 */
export function transform(file: string, source: string): string {
  const { code, map, errors } = transformSync(file, source, options);
  const [first] = errors;
  if (first !== undefined) throw new NotParsed(file, source, first);
  if (map === undefined) return code;
  const encoded = Buffer.from(JSON.stringify(map)).toString('base64');
  return `${code}\n//# sourceMappingURL=data:application/json;base64,${encoded}`;
}

// Only the first error: what follows is often a consequence of it.
class NotParsed extends SyntaxError {
  constructor(file: string, source: string, { message, labels, codeframe }: OxcError) {
    const place = `${file}:${placeOf(source, labels[0]?.start ?? 0)}`;
    super(`${place} ${message}\n${codeframe?.trimEnd() ?? ''}`);
    // The true stack leads through this loader and Node's, and away from the file.
    this.stack = `${this.message}\n    at ${place}`;
  }
}

/** Line and column, both from 1, of a place that the parser counts in bytes. */
function placeOf(source: string, bytes: number): string {
  const before = Buffer.from(source).subarray(0, bytes).toString().split('\n');
  return `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}

// The same choices as tsconfig.base.json and tsconfig.nest.json, so that sources and dist behave alike.
const options: TransformOptions = {
  lang: 'ts',
  sourceType: 'module',
  sourcemap: true,
  target: 'es2023',
  // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- a declared const enum has no value that a module can import
  helpers: { mode: 'External' as HelperMode },
  typescript: { onlyRemoveTypeImports: true },
  decorator: { legacy: true, emitDecoratorMetadata: true },
};
