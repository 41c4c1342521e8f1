-- phase: expand
-- transaction: on
-- door: two-way
create table plant (
  id uuid primary key,
  name text not null,
  litres int not null
);
