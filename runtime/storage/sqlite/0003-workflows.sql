-- Messages that may not go yet and those that count for caps (rule 22).
-- A customer's ledger lies in their row, which a turn that admits a message writes anyway; null: empty. JSON, oldest first.
alter table customer add column ledger text;
-- not_before: judged again and deferred, it waits in the outbox until then; its place it keeps. give_up: when it is skipped.
alter table message add column not_before integer;
alter table message add column give_up integer;

-- Goals. What may still be reached lies in the customer's row as the ledger does; what was reached is kept, with what it was worth.
alter table customer add column pursuits text;
create table goal (
  customer integer not null,
  run text not null,
  workflow integer not null,
  version integer not null,
  at integer not null,
  seq integer not null,
  held_out integer not null,
  value integer,
  currency text,
  primary key (customer, run)
) without rowid;

-- What runs made happen to their customer (an event, the request that began another run) is kept with the log as entries below its first
-- number: the log itself would otherwise depend on how far the fold lags. A number follows from the customer and how many they had before.
alter table customer add column derived integer not null default 0;

-- The workflows that led to a run, the first cause first, as JSON; null for the many that began from outside.
alter table run add column causes text;

-- Why runs ended is counted with the trigger by which they began. Those that ended before are counted here, on the day in UTC.
insert into counter (partition, workflow, version, node, counter, day, total)
select 0, (select text from name where id = run.workflow), version, (select text from name where id = run.entered),
  'endedBy:' || (reason ->> 'code') || iif(reason ->> 'code' <> 'failed' and reason ->> 'detail' is not null, ':' || (reason ->> 'detail'), ''),
  strftime('%Y-%m-%d', ended / 1000, 'unixepoch'), count(*)
from run where ended is not null and reason is not null group by 2, 3, 4, 5, 6;

-- Entries that could not be folded and were given to the fold again by somebody, as new entries. What the fold parked is the fold's own
-- table, so that what people do about it stands beside it.
create table folded_again (
  seq integer primary key,
  "as" integer not null
);

-- How many events of one name a customer has, however long ago: nobody counts a history of a million rows to know it.
create table total (
  customer integer not null,
  name integer not null,
  count integer not null,
  primary key (customer, name)
) without rowid;
insert into total (customer, name, count) select customer, name, count(*) from history where partition = 0 group by customer, name;
