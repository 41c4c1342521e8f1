const manifest = (name: string, ...needs: string[]) =>
  JSON.stringify({ name, dependencies: Object.fromEntries(needs.map((need) => [need, '*'])) });

const bookLent = `{ kind: 'event', name: 'library.book-lent', version: 1, subject: 'bookId' }`;

/** A small clone: a platform of one package, a tool, and a library as its example. */
export const libraryTree: Readonly<Record<string, string>> = {
  'pnpm-workspace.yaml':
    'packages:\n  - apps/*\n  - packages/*\n  - packages/contracts/*\n  - tooling/*\n  - "proofs/*"\n\ncatalog:\n',
  'package.json': manifest('clone', '@town/contracts-library', '@plat/work'),
  'apps/library/package.json': manifest('@town/library', '@town/contracts-library', '@plat/work'),
  'apps/library/service.ts': `export default { name: 'library', team: 'keepers', port: 5000, publishes: [${bookLent}] };`,
  'apps/postman/package.json': manifest('@town/postman'),
  'packages/contracts/library/package.json': manifest('@town/contracts-library'),
  'packages/work/package.json': manifest('@plat/work'),
  'packages/work/src/index.ts': '// Knows no names.\n',
  'tooling/cli/package.json': manifest('@plat/cli', '@plat/work'),
  'proofs/seasons/package.json': manifest('@plat/seasons', '@plat/cli', '@town/contracts-library'),
  'proofs/clocks/package.json': manifest('@plat/clocks', '@plat/cli'),
  'examples/books/ordinary.json': '{}',
  'examples/shelves.json': '{}',
  'docs/how-to/lend.md': 'As the library does.',
  'docs/tour.md': 'Through the library.',
  'docs/runbooks/late.md': '# Late\n\n## Make it\nLend in the library.\n\n## Do\nAsk.\n',
  'docs/adr/0001-shelves.md': 'As the library wanted.',
  'system.services.ts': `import libraryService from './apps/library/service.ts';\n\nexport const services = [libraryService] as const;\n`,
  'system.ts': `import { services } from './system.services.ts';
    export default {
      name: 'town', teams: { keepers: { page: 'x' } }, services,
      outside: { 'parcel-post': { team: 'keepers', simulator: { app: 'postman', port: 5010 } } },
      steps: [{ name: 'lend', service: 'library', done: ${bookLent} }],
      trial: { name: 'book', service: 'library', path: '/v1/books', examples: 'examples/books' },
    };`,
};
