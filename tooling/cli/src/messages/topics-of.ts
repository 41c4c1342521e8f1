import { requirementsOf, type ServiceDeclaration } from '@holdfast/system-model';

/** The topics that are meant: one, those of a context, or all. Throws NoTopic with what there is. */
export function topicsOf(services: readonly ServiceDeclaration[], what: string | undefined): string[] {
  const all = requirementsOf(services, '').topics.map(({ name }) => name);
  const meant = what === undefined ? all : all.filter((topic) => topic === what || topic.startsWith(`${what}.`));
  if (meant.length === 0) throw new NoTopic(what, all);
  return meant;
}

/** No service writes or reads such a topic. */
export class NoTopic extends Error {
  readonly code = 'no-topic';

  constructor(what: string | undefined, all: readonly string[]) {
    super(
      all.length === 0
        ? 'No service here says or takes anything, so there are no topics.'
        : `There is no topic or context ${what}. There are: ${all.join(', ')}.`,
    );
  }
}
