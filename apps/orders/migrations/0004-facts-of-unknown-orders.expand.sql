-- phase: expand
-- transaction: on
-- door: two-way

-- A fact about an order that is not here is noted too. Its state is none.
alter table impossible_facts drop constraint impossible_facts_order_id_fkey;
