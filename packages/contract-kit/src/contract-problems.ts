import { isDeepStrictEqual } from 'node:util';
import { decode } from './decode.ts';
import { encode } from './encode.ts';
import { exampleFolders, exampleNames, exampleOf, folderOf } from './examples.ts';
import { contextOf, typeOf, type AnyMessage } from './message.ts';

/** What is wrong with a contract package as a whole, as sentences. */
export function packageProblems(insidePackage: string, messages: readonly AnyMessage[]): string[] {
  const contexts = [...new Set(messages.map(contextOf))];
  const types = messages.map(typeOf);
  const folders = messages.map(folderOf);
  return [
    ...(contexts.length === 1 ? [] : [`one package is one context, and this one has ${contexts.join(', ') || 'none'}`]),
    ...types.filter((type, at) => types.indexOf(type) !== at).map((type) => `${type} is exported twice`),
    ...exampleFolders(insidePackage)
      .filter((folder) => !folders.includes(folder))
      .map((folder) => `examples/${folder} belongs to no message of this package`),
  ];
}

/** What is wrong with one example: it does not fit the contract, or comes back changed. */
export function exampleProblems(insidePackage: string, message: AnyMessage, name: string): string[] {
  const data: unknown = exampleOf(insidePackage, message, name);
  try {
    const read: unknown = decode(message, encode(message, data));
    return isDeepStrictEqual(read, data) ? [] : [`reads back as ${JSON.stringify(read)}`];
  } catch (error) {
    return [String(error)];
  }
}

/** A message without an example has never been shown to be sayable. */
export function missingExamples(insidePackage: string, message: AnyMessage): string[] {
  return exampleNames(insidePackage, message).length > 0 ? [] : [`there is no examples/${folderOf(message)}/*.json`];
}

/** The messages among what a package exports. */
export function messagesOf(exported: Readonly<Record<string, unknown>>): AnyMessage[] {
  return Object.values(exported).filter(isMessage);
}

function isMessage(value: unknown): value is AnyMessage {
  return typeof value === 'object' && value !== null && 'kind' in value && 'subject' in value && 'data' in value;
}
