/** What the notifications service tells everybody. */
export { NoticeSent } from './notice-sent.ts';
