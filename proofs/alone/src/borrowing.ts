import { defineEvent, need, type Received } from '@holdfast/contract-kit';
import { On } from '@holdfast/messaging/nest';
import type { Scope } from '@holdfast/work';
import { Injectable } from '@nestjs/common';
import type { Transaction } from 'kysely';
import { z } from 'zod';

/** What this app says, and hears itself. */
export const BookBorrowed = defineEvent({
  name: 'library.book-borrowed',
  version: 1,
  subject: 'book',
  data: z.object({ book: z.string() }),
});

export interface LibraryDb {
  loan: { book: string };
  reminder: { book: string };
}

export type LibraryScope = Scope<{ trx: Transaction<LibraryDb> }, typeof BookBorrowed>;

const Borrowed = need(BookBorrowed, { book: true });

/** Reminds whoever has borrowed a book to bring it back. */
@Injectable()
export class Reminders {
  @On(Borrowed, { consumer: 'library.reminders' })
  async borrowed({ book }: Received<typeof Borrowed>, { trx }: LibraryScope): Promise<void> {
    await trx.insertInto('reminder').values({ book }).execute();
  }
}

/** Lends a book once, and says so in the same transaction. */
export async function borrow(book: string, { trx, publish }: LibraryScope): Promise<void> {
  const lent = await trx
    .insertInto('loan')
    .values({ book })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  if (lent[0]?.numInsertedOrUpdatedRows === 1n) publish(BookBorrowed, { book });
}
