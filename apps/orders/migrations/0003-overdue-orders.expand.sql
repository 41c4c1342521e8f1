-- phase: expand
-- transaction: off
-- door: two-way
create index concurrently if not exists orders_by_deadline on orders (deadline_at) where deadline_at is not null;
