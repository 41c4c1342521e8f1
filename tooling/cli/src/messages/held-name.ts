import type { HeldMessage } from '@holdfast/messaging';

/** A message that is held back, as a person names it: by a consumer that could not handle it, or by a relay that could not send it. */
export type HeldName =
  | { readonly side: 'consumer'; readonly service: string; readonly message: HeldMessage }
  | { readonly side: 'outbox'; readonly service: string; readonly id: bigint };

/** `<consumer>:<topic>/<partition>@<offset>`. A consumer is named after its service. */
export function nameOfHeld({ consumer, topic, partition, offset }: HeldMessage): string {
  return `${consumer}:${topic}/${partition}@${offset}`;
}

/** `<service>:outbox@<id>`. */
export function nameOfUnsent(service: string, id: bigint): string {
  return `${service}:outbox@${id}`;
}

/** Reads either of them. Throws {@link NoHeldName}. */
export function heldNameIn(text: string): HeldName {
  const [, service, id] = outbox.exec(text) ?? [];
  if (service !== undefined) return { side: 'outbox', service, id: BigInt(id!) };
  const [, consumer, topic, partition, offset] = held.exec(text) ?? [];
  if (consumer === undefined) throw new NoHeldName(text);
  const message = { consumer, topic: topic!, partition: Number(partition), offset: BigInt(offset!) };
  return { side: 'consumer', service: serviceOf(consumer), message };
}

/** The service that a consumer belongs to. */
export function serviceOf(consumer: string): string {
  return consumer.split('.')[0]!;
}

/** It names nothing that could be held back. */
export class NoHeldName extends Error {
  readonly code = 'no-held-name';

  constructor(text: string) {
    super(
      `${JSON.stringify(text)} names no message. Copy a name from ./holdfast messages parked list or ./holdfast messages dead list: <consumer>:<topic>/<partition>@<offset>, or <service>:outbox@<id>.`,
    );
  }
}

const outbox = /^([a-z][a-z0-9-]*):outbox@(\d+)$/;
const held = /^([a-z][a-z0-9.-]*):([a-z][a-zA-Z0-9._-]*)\/(\d+)@(\d+)$/;
