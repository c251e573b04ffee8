-- Customers who are erased. customers: their numbers, JSON. names: what they were called, JSON, until nothing of them is left. until: the log's
-- end when they were; looked: it is searched up to there, refused: what was refused too.
create table erasure (
  seq integer primary key,
  at integer not null,
  customers text not null,
  names text,
  until integer not null,
  looked integer not null,
  refused integer not null,
  done integer
);
create index erasure_undone on erasure (seq) where done is null;
create index parked_customer on parked (partition, customer);
-- Names whose events are not taken any more, as keyed hashes; at: since when. back: when they consented anew, which holds if it is later.
create table erased_name (
  who blob primary key,
  at integer not null,
  back integer
) without rowid;
