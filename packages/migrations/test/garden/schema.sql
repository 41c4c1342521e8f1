-- One column of each kind that the type generator tells apart.
create type garden.season as enum ('spring', 'it''s "summer"');
create domain garden.short_text as text not null check (length(value) < 80);
create domain garden.maybe_text as text;

create table garden.bed (
  id bigint generated always as identity primary key,
  code uuid not null,
  name garden.short_text,
  nickname garden.maybe_text,
  area numeric(10, 2) not null,
  rows smallint not null default 1,
  is_sunny boolean not null default true,
  planted_on date,
  made_at timestamptz not null default now(),
  season garden.season,
  seasons garden.season[] not null,
  weights numeric[] not null,
  labels text[] not null default '{}',
  notes jsonb not null,
  extra jsonb not null default '{}',
  photo bytea,
  serial_number bigserial,
  doubled numeric generated always as (area * 2) stored,
  "no identifier" text
);

create table garden.bed_visit (
  bed_id bigint not null references garden.bed,
  day date not null,
  primary key (bed_id, day)
) partition by range (day);
create table garden.bed_visit_default partition of garden.bed_visit default;

create view garden.sunny_bed as select id, name, made_at from garden.bed where is_sunny;
create table garden.nothing ();
alter table garden.bed_visit add column gone text;
alter table garden.bed_visit drop column gone;
