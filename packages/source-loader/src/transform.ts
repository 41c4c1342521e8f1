import { type HelperMode, type TransformOptions, transformSync } from 'oxc-transform';

/**
 * One TypeScript module as JavaScript, with its source map inside.
 * Throws a SyntaxError that shows the place when the file does not parse.
 */
export function transform(file: string, source: string): string {
  const { code, map, errors } = transformSync(file, source, options);
  if (errors.length > 0) throw new SyntaxError(errors.map(({ codeframe, message }) => codeframe ?? message).join('\n'));
  if (map === undefined) return code;
  const encoded = Buffer.from(JSON.stringify(map)).toString('base64');
  return `${code}\n//# sourceMappingURL=data:application/json;base64,${encoded}`;
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
