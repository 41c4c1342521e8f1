/**
 * Who may import whom. Every rule says what to do instead; `docs/rules/<name>.md` shows it wrong and right, and
 * `tooling/boundaries/fixtures/<name>/` breaks it in a test. Run by `pnpm --filter @holdfast/boundaries check`.
 *
 *   domain ← use-cases ← http, messaging, outside, timers, database ← *.module.ts ← main.ts
 */
const platform = '^(packages/(?!contracts/)|tooling/|infra/)';
const tests = ['\\.(test|behaviour)\\.ts$', '^(apps|packages|tooling|proofs|infra)/.*/(test|fixtures)/'];
const testDoors = ['^packages/testkit/', '/src/testing(\\.ts$|/)'];

/** What never runs in production, and may therefore import what production may not. */
export const testCode = [...tests, ...testDoors, '^proofs/'];

/** What the clients do by themselves is measured beside what we make of them. */
const rawClients = '^proofs/bench/';

const moduleAndMain = ['^apps/[^/]+/src/[^/]+\\.module\\.ts$', '^apps/[^/]+/src/main\\.ts$'];

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    // ---- everywhere ----
    {
      name: 'imports-resolve',
      comment: 'This import leads nowhere. Add the package to the dependencies in package.json, or mend the path.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-cycles',
      comment: 'These files import each other. Move what both need into a third file, or pass it in as an argument.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'relative-paths-stay-in-their-package',
      comment: 'A relative path leaves its package. Import the other package by its name, through its exports.',
      severity: 'error',
      from: { path: '^((?:apps|packages/contracts|packages|tooling|proofs|infra)/[^/]+)/' },
      to: { dependencyTypes: ['local'], pathNot: ['^$1/', '^system(\\.services)?\\.ts$'] },
    },
    {
      name: 'tests-stay-out-of-production',
      comment: 'Production code imports something made for tests. Move what it needs out of the test code.',
      severity: 'error',
      from: { pathNot: testCode },
      to: { path: [...tests, ...testDoors] },
    },
    {
      name: 'kafkajs-has-one-door',
      comment:
        'kafkajs is known to one folder, so that it can be replaced. Use the Broker interface of @holdfast/messaging.',
      severity: 'error',
      from: { pathNot: ['^packages/messaging/src/broker/kafkajs/', '^infra/local/', '^packages/testkit/', rawClients] },
      to: { path: 'node_modules/kafkajs/' },
    },
    {
      name: 'platformatic-has-one-door',
      comment:
        '@platformatic/kafka is known to one folder, so that it can be replaced. Use the Broker interface of @holdfast/messaging.',
      severity: 'error',
      from: { pathNot: ['^packages/messaging/src/broker/platformatic/', rawClients] },
      to: { path: 'node_modules/@platformatic/kafka/' },
    },
    {
      name: 'nest-has-its-doors',
      comment:
        'Only apps, @holdfast/service and the doors named `nest` of messaging and effects know Nest. Hand over plain functions and objects; a door wraps them.',
      severity: 'error',
      from: { path: platform, pathNot: ['^packages/service/', '^packages/(messaging|effects)/src/nest(\\.|/)'] },
      to: { path: 'node_modules/@nestjs/', pathNot: testDoors },
    },

    // ---- inside an app ----
    {
      name: 'domain-knows-no-other-folder',
      comment: 'The domain decides and knows nobody. Pass what it needs as arguments; let a use case call it.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/src/domain/' },
      to: { path: '^apps/$1/', pathNot: ['^apps/$1/src/domain/', '^apps/$1/test/', ...moduleAndMain] },
    },
    {
      name: 'domain-imports-only-money',
      comment:
        'The domain is pure: besides itself it imports @holdfast/contract-kit/money. Time, ids and data are passed in.',
      severity: 'error',
      from: { path: '^apps/[^/]+/src/domain/', pathNot: tests },
      to: { pathNot: ['^apps/', '^packages/contract-kit/src/money(\\.ts$|/)'] },
    },
    {
      name: 'use-cases-know-no-edge',
      comment:
        'A use case knows the domain and interfaces of its own. Declare an interface here and implement it at the edge.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/src/use-cases/' },
      to: {
        path: '^apps/$1/',
        pathNot: ['^apps/$1/src/(domain|use-cases)/', '^apps/$1/(service\\.ts$|test/)', ...moduleAndMain],
      },
    },
    {
      name: 'use-cases-import-work-and-contracts',
      comment:
        'A use case imports @holdfast/work and contract packages (and the model and money types of its scope, and zod for its effects). Anything else belongs to an edge.',
      severity: 'error',
      from: { path: '^apps/[^/]+/src/use-cases/', pathNot: tests },
      to: {
        pathNot: [
          '^apps/',
          '^packages/(work|contracts|system-model)/',
          '^packages/contract-kit/src/money(\\.ts$|/)',
          'node_modules/zod/',
        ],
      },
    },
    {
      name: 'edges-do-not-know-each-other',
      comment:
        'http, messaging, outside, timers and database meet in use cases. Put what both need into a use case or the domain.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/src/(http|messaging|outside|timers|database)/' },
      to: {
        path: '^apps/$1/',
        pathNot: ['^apps/$1/src/(domain|use-cases|$2)/', '^apps/$1/(service\\.ts$|test/)', ...moduleAndMain],
      },
    },
    {
      name: 'the-module-is-for-main',
      comment:
        'The module knows every part, so no part knows the module. Inject what you need instead of importing it.',
      severity: 'error',
      from: { pathNot: ['^apps/[^/]+/src/main\\.ts$', ...tests] },
      to: { path: '^apps/[^/]+/src/[^/]+\\.module\\.ts$' },
    },
    {
      name: 'main-is-not-imported',
      comment: 'Importing main.ts would start the service. Import the module in a test, or run the file as a process.',
      severity: 'error',
      from: {},
      to: { path: '^apps/[^/]+/src/main\\.ts$' },
    },
    {
      name: 'declarations-only-declare',
      comment:
        'service.ts is read by tools that start nothing. It imports contract packages and @holdfast/system-model, and no more.',
      severity: 'error',
      from: { path: '^apps/[^/]+/service\\.ts$' },
      to: { pathNot: '^packages/(contracts|contract-kit|system-model)/' },
    },

    // ---- between apps, contracts, platform, tools and proofs ----
    {
      name: 'apps-meet-in-contracts',
      comment:
        'An app never imports another app. Import its contract package, or ask its owners to add a message to it.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'the-system-is-for-tools',
      comment:
        'system.ts says what the whole is made of; a part does not know the whole. Pass the value in as configuration.',
      severity: 'error',
      from: { path: '^(apps|packages|infra)/' },
      to: { path: '^system(\\.services)?\\.ts$' },
    },
    {
      name: 'contracts-import-only-the-kit',
      comment:
        'A contract package imports the contract kit and zod. Copy the few fields you share: two contexts may change at different times.',
      severity: 'error',
      from: { path: '^packages/contracts/([^/]+)/', pathNot: tests },
      to: { pathNot: ['^packages/contracts/$1/', '^packages/contract-kit/', 'node_modules/zod/'] },
    },
    {
      name: 'contract-tests-import-no-other-part',
      comment:
        'A contract is tested by itself: its examples, the kit and test libraries. A test across parts belongs into proofs/.',
      severity: 'error',
      from: { path: '^packages/contracts/([^/]+)/(?:test/|.*\\.(?:test|behaviour)\\.ts$)' },
      to: {
        path: '^(apps|packages|tooling|infra)/',
        pathNot: ['^packages/contracts/$1/', '^packages/contract-kit/', '^packages/testkit/'],
      },
    },
    {
      name: 'platform-knows-no-contract',
      comment: 'The platform serves any system. Take the message as an argument; test with a message made in the test.',
      severity: 'error',
      from: { path: platform },
      to: { path: '^packages/contracts/' },
    },
    {
      name: 'platform-knows-no-app',
      comment: 'The platform serves any app. Take what you need as an argument, or find apps by their folders.',
      severity: 'error',
      from: { path: platform },
      to: { path: '^apps/' },
    },
    {
      name: 'local-servers-are-for-tools-and-tests',
      comment:
        'A service does not start its own servers. Read addresses from the configuration; tools and tests bring servers.',
      severity: 'error',
      from: { path: '^(apps|packages)/', pathNot: [...tests, ...testDoors] },
      to: { path: '^infra/' },
    },
    {
      name: 'tools-are-not-imported',
      comment: 'Tools use the platform, never the other way round. Move what you need from the tool into a package.',
      severity: 'error',
      from: { pathNot: ['^tooling/', '^proofs/'] },
      to: { path: '^tooling/' },
    },
    {
      name: 'tools-run-each-other-as-programs',
      comment:
        'A tool imports platform packages, not another tool. Run the other one as a process, or move the shared part into a package.',
      severity: 'error',
      from: { path: '^tooling/([^/]+)/' },
      to: { path: '^tooling/', pathNot: '^tooling/$1/' },
    },
    {
      name: 'proofs-stand-outside',
      comment:
        'A proof sees the system as its users do. Use HTTP, messages, contracts, and @holdfast/cli/supervise to start it.',
      severity: 'error',
      from: { path: '^proofs/' },
      to: { path: ['^apps/', '^tooling/'], pathNot: '^tooling/cli/src/supervise\\.ts$' },
    },
    {
      name: 'proofs-are-not-imported',
      comment: 'Proofs look at everything, so nothing may look at them. Move what you need into @holdfast/testkit.',
      severity: 'error',
      from: { pathNot: '^proofs/' },
      to: { path: '^proofs/' },
    },
  ],
  options: {
    // Followed no further, but seen: excluding node_modules would hide every edge to a library from the rules.
    doNotFollow: { path: 'node_modules' },
    exclude: {
      path: '^(apps|packages/contracts|packages|tooling|proofs|infra)/[^/]+/dist/|^tooling/boundaries/fixtures/',
    },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@holdfast/source', 'import', 'types', 'default'],
    },
  },
};
