/**
 * Checks that the tree keeps its shape: who imports whom, what a package must have, and that the platform knows no word of
 * the system it serves. Every rule has a page in `docs/rules` and a fixture that breaks it.
 */
export { checkTree, type TreeReport } from './check-tree.ts';
export { readRules, type Rule, type Violation } from './rules.ts';
export { verdictOf, type Verdict } from './verdict.ts';
