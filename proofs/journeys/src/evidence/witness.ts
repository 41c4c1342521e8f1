import { asOwner, rows } from './rows.ts';

/** One message that a service has committed to say. A second one of the same kind is a doubled effect, whatever its id. */
export interface Said {
  readonly messageId: string;
  readonly topic: string;
  readonly subject: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** One message that a consumer has committed to have handled. */
export interface Handled {
  readonly consumer: string;
  readonly messageId: string;
}

/**
 * A witness in a service's own database, which the service does not know of: every row that is committed to the outbox or to
 * the inbox is copied to where nobody deletes it. Made by the owner, so the service's own roles cannot change what it holds.
 */
export async function placeWitness(ownerUrl: string): Promise<void> {
  await asOwner(ownerUrl, (client) => client.query(witnessSql));
}

/** All that was said so far; of one subject in the sequence in which it was committed. */
export async function saidBy(ownerUrl: string): Promise<readonly Said[]> {
  return await rows<Said>(
    ownerUrl,
    'select message_id as "messageId", topic, subject, type, data from witness.said order by id',
  );
}

/** All that was handled so far; of one subject in the sequence in which it was committed. */
export async function handledBy(ownerUrl: string): Promise<readonly Handled[]> {
  return await rows<Handled>(ownerUrl, 'select consumer, message_id as "messageId" from witness.handled order by id');
}

const witnessSql = `
  create schema witness;
  create table witness.said (
    id bigint not null, message_id uuid not null, topic text not null, subject text not null, type text not null,
    data jsonb not null
  );
  create table witness.handled (
    id bigint generated always as identity, consumer text not null, message_id uuid not null
  );
  create function witness.hear() returns trigger language plpgsql security definer as $$
  begin
    insert into witness.said (id, message_id, topic, subject, type, data) values (
      new.id, new.message_id, new.topic, new.key, new.headers ->> 'ce_type', convert_from(new.payload, 'UTF8')::jsonb
    );
    return null;
  end $$;
  create function witness.see() returns trigger language plpgsql security definer as $$
  begin
    insert into witness.handled (consumer, message_id) values (new.consumer, new.message_id);
    return null;
  end $$;
  create trigger hear after insert on holdfast.outbox for each row execute function witness.hear();
  create trigger see after insert on holdfast.consumer_inbox for each row execute function witness.see();
`;
