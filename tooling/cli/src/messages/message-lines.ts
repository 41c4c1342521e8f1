import { oneLine } from '../effects/one-line.ts';
import type { Colours } from '../terminal.ts';
import type { SeenMessage } from './seen-message.ts';

/** What a person reads of a message: what, where and about whom; who sent it by hand; and its data. */
export function messageLines(message: SeenMessage, colour: Colours): string[] {
  const {
    time,
    type,
    subject,
    correlationId,
    topic,
    partition,
    offset,
    by,
    because,
    deadLetter,
    problem,
    headers,
    data,
  } = message;
  const place = `${topic}/${partition}@${offset}`;
  const lines =
    problem === undefined
      ? [
          `${colour.dim(time?.slice(11, 23) ?? '')}  ${colour.bold(shown(type))}  ${shown(subject)}  ${colour.dim(`${place}  correlation ${shown(correlationId)}`)}`,
        ]
      : [`${colour.yellow(oneLine(problem))}  ${colour.dim(place)}`, `  headers ${oneLine(JSON.stringify(headers))}`];
  const sender = by === undefined ? [] : [`  by ${oneLine(by)}: ${oneLine(because ?? '')}`];
  const death = deadLetter === undefined ? [] : [`  dead letter ${oneLine(JSON.stringify(deadLetter))}`];
  return [...lines, ...sender, ...death, `  ${oneLine(JSON.stringify(data))}`];
}

function shown(text = ''): string {
  return oneLine(text);
}
