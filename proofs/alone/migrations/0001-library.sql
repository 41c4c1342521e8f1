-- phase: expand
-- transaction: on
-- door: two-way

create table loan (book text primary key);

-- Without a key on purpose: a second effect of one message would be a second row.
create table reminder (id bigint generated always as identity, book text not null);
