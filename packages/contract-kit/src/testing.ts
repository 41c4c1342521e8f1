/**
 * For the tests of contract packages and of everybody who reads from them: examples are files beside the contract, and
 * one suite holds each package to having them.
 */
export { contractBehaviour } from './contract.behaviour.ts';
export { exampleOf } from './examples.ts';
