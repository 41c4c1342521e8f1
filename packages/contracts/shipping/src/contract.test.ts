import { contractBehaviour } from '@holdfast/contract-kit/testing';

contractBehaviour(import.meta.url, await import('./index.ts'));
