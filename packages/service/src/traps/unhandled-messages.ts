import { messageOf, typeOf, type AnyMessage } from '@holdfast/contract-kit';
import type { Handler } from '@holdfast/messaging';
import type { ServiceDeclaration } from '@holdfast/system-model';

/**
 * Where the declaration of a service and its `@On` methods differ, one sentence each. A message that is declared and has
 * no handler would be passed over, and the broker refuses a consumer that is not declared.
 */
export function unhandledMessages(service: ServiceDeclaration, handlers: readonly Handler[]): string[] {
  const declared = Object.entries<readonly AnyMessage[]>(service.consumers ?? {}).flatMap(([consumer, messages]) =>
    messages.map((message) => `${typeOf(message)} in '${consumer}'`),
  );
  const handled = handlers.map(({ consumer, need }) => `${typeOf(messageOf(need))} in '${consumer}'`);
  return [
    ...missingIn(handled, declared).map(
      (what) =>
        `${service.name} declares ${what} and no @On method handles it. Add one, and its class to \`providers\`.`,
    ),
    ...missingIn(declared, handled).map(
      (what) =>
        `An @On method handles ${what}, which ${service.name} does not declare. Add it to \`consumers\` in service.ts.`,
    ),
    ...repeatedIn(handled).map((what) => `Two @On methods handle ${what}. Make them one.`),
  ];
}

function missingIn(here: readonly string[], there: readonly string[]): string[] {
  return [...new Set(there)].filter((what) => !here.includes(what));
}

function repeatedIn(all: readonly string[]): string[] {
  return [...new Set(all.filter((what, index) => all.indexOf(what) !== index))];
}
