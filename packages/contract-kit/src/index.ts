/**
 * What services may say to each other. An event or a command is a name, a major version, a subject and a schema; a need
 * is the part of it that one reader relies on. Writers are held to the whole schema, readers to their need.
 */
export {
  contextOf,
  defineCommand,
  defineEvent,
  MisdefinedMessage,
  subjectOf,
  topicOf,
  typeOf,
  type AnyMessage,
  type Command,
  type DataOf,
  type Event,
  type ExpiringCommand,
  type Message,
} from './message.ts';
export { deadLetterTopic } from './dead-letter-topic.ts';
export { messageOf, need, type Need, type Picked, type PickShape, type Received } from './need.ts';
export { encode, InvalidMessage } from './encode.ts';
export { decode, Undecodable } from './decode.ts';
export type { Problem } from './problem.ts';
