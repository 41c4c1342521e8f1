/**
 * What a service says about itself, what a system is made of, and what follows from both: databases, roles, topics,
 * rights. Everything here is plain data; nothing starts anything. A service is found by its folder, `apps/<name>/service.ts`.
 */
export { defineService, type SaysOf, type ServiceDeclaration } from './define-service.ts';
export { defineSystem, type Simulator, type Step, type System, type Trial, type TrialActor } from './define-system.ts';
export { appFolders, packageOf } from './app-folders.ts';
export { simulatorsOf, type SimulatorApp } from './simulators.ts';
export { discoverServices } from './discover-services.ts';
export { loadSystem } from './load-system.ts';
export { DeclarationsRefused } from './declarations-refused.ts';
export {
  operatorRights,
  requirementsOf,
  topicsWrittenBy,
  type Acl,
  type DatabaseRequirement,
  type Principal,
  type Requirements,
  type TopicRequirement,
} from './requirements.ts';
export { databaseIn, groupIn, topicIn } from './names.ts';
export { checkServicesFile, writeServicesFile } from './services-file.ts';
