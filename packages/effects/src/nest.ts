export { performancesOf, Performs } from './nest/performs.ts';
