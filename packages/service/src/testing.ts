/** For tests of a service: all of it, on a database of its own. */
export {
  serviceForTest,
  type SaidMessage,
  type ServiceForTest,
  type ServiceForTestOptions,
} from './testing/service-for-test.ts';
