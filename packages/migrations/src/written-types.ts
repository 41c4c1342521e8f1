import type { CatalogColumn, CatalogTable } from './catalog.ts';

/**
 * TypeScript for Kysely: an interface for each table, and one that lists them all, `GardenDb` for the schema `garden`.
 * The types are what `pg` makes of each column without further settings. The same catalog gives the same text.
 */
export function writtenTypes(schema: string, tables: readonly CatalogTable[]): string {
  const all: Written = {
    name: `${pascal(schema)}Db`,
    lines: tables.map(({ name }) => `${key(name)}: ${pascal(name)};`),
  };
  const interfaces = [all, ...tables.map(writtenTable)].map(writtenInterface);
  const used = aliasesIn(interfaces.join(''));
  const needsImport = used.length > 0 || interfaces.some((text) => text.includes('ColumnType<'));
  return [
    `// Made from the migrated schema ${schema}. Do not edit: change a migration and generate the types again.\n`,
    ...(needsImport ? [`import type { ColumnType } from 'kysely';\n`] : []),
    ...interfaces,
    ...used,
  ].join('\n');
}

interface Written {
  readonly name: string;
  readonly lines: readonly string[];
}

function writtenInterface({ name, lines }: Written): string {
  return `export interface ${name} {\n${lines.map((line) => `  ${line}\n`).join('')}}\n`;
}

function writtenTable({ name, isView, columns }: CatalogTable): Written {
  const lines = columns.map((column) => `${key(column.name)}: ${isView ? readOnly(column) : writable(column)};`);
  return { name: pascal(name), lines };
}

function writable(column: CatalogColumn): string {
  const type = typeOf(column);
  if (column.value === 'always') return `GeneratedAlways<${type}>`;
  return column.value === 'default' ? `Generated<${type}>` : type;
}

// Nothing is written through a view, and PostgreSQL does not say which of its columns are never null.
function readOnly(column: CatalogColumn): string {
  return `GeneratedAlways<${typeOf({ ...column, isNullable: true })}>`;
}

function typeOf({ type, words, isArray, isNullable }: CatalogColumn): string {
  const one = words.length > 0 ? words.map(quoted).join(' | ') : (known[type] ?? 'string');
  const many = isArray ? arrayOf(one) : one;
  return isNullable ? `${many} | null` : many;
}

// An array of a type that is written in another form than it is read has that form for its elements.
function arrayOf(type: string): string {
  if (type in aliases) return `ArrayOf<${type}>`;
  return type.includes('|') ? `(${type})[]` : `${type}[]`;
}

// What is not listed here arrives as the text that PostgreSQL writes, and so do numbers that JavaScript would round.
const known: Readonly<Record<string, string>> = {
  bool: 'boolean',
  int2: 'number',
  int4: 'number',
  oid: 'number',
  float4: 'number',
  float8: 'number',
  int8: 'Int8',
  numeric: 'Numeric',
  date: 'Timestamp',
  timestamp: 'Timestamp',
  timestamptz: 'Timestamp',
  json: 'Json',
  jsonb: 'Json',
  bytea: 'Buffer',
  interval: 'unknown',
  point: 'unknown',
  circle: 'unknown',
};

const aliases: Readonly<Record<string, string>> = {
  ArrayOf: `export type ArrayOf<T> = T extends ColumnType<infer S, infer I, infer U> ? ColumnType<S[], I[], U[]> : T[];\n`,
  Generated: `/** A row may leave it to the database. */
export type Generated<T> =
  T extends ColumnType<infer S, infer I, infer U> ? ColumnType<S, I | undefined, U> : ColumnType<T, T | undefined, T>;\n`,
  GeneratedAlways: `/** The database alone gives it. */
export type GeneratedAlways<T> =
  T extends ColumnType<infer S, unknown, unknown> ? ColumnType<S, never, never> : ColumnType<T, never, never>;\n`,
  Int8: `/** Read as text, because a JavaScript number is exact to 2^53 only. */
export type Int8 = ColumnType<string, bigint | number | string, bigint | number | string>;\n`,
  Json: `/** Written as text that you \`JSON.stringify\`, because the driver takes an array for one of PostgreSQL's. */
export type Json = ColumnType<unknown, string, string>;\n`,
  Numeric: `/** Read as text, because a JavaScript number rounds. */
export type Numeric = ColumnType<string, number | string, number | string>;\n`,
  Timestamp: `export type Timestamp = ColumnType<Date, Date | string, Date | string>;\n`,
};

function aliasesIn(text: string): string[] {
  return Object.entries(aliases).flatMap(([name, alias]) => (new RegExp(`[ <]${name}\\b`).test(text) ? [alias] : []));
}

function pascal(name: string): string {
  return name
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

function key(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : `'${name}'`;
}

// As the formatter would: double quotes only where they save escapes.
function quoted(word: string): string {
  const count = (mark: string) => word.split(mark).length;
  const mark = count("'") > count('"') ? '"' : "'";
  return `${mark}${word.replaceAll('\\', '\\\\').replaceAll(mark, `\\${mark}`)}${mark}`;
}
