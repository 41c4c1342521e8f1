/**
 * Calls to systems outside over HTTP, for performers: what is not understood is thrown, because it says nothing about what has
 * happened. Nothing is asked twice; the executor does that.
 */
export { AnswerLost, UnexpectedAnswer } from './http/answer-lost.ts';
export {
  OutsideHttp,
  type AnswerOf,
  type Answers,
  type OutsideHttpOptions,
  type Question,
} from './http/outside-http.ts';
export { OutsideKeys, type Remembered } from './http/outside-keys.ts';
