-- One store. Every key leads with the partition, of which SQLite has one. A random index is the price of a write here,
-- so rows lie in the order in which they are made or read, and an index exists only where a turn or a page would scan without it.

-- Where the log and the fold stand.
create table partition (
  id integer primary key,
  version integer not null,
  position integer not null,
  clock integer not null,
  clock_kind text not null,
  last integer not null,
  last_at integer not null,
  generation integer not null,
  customers integer not null,
  boot integer not null
);

-- Names that many rows repeat, as numbers: events, segments, sources.
create table name (
  id integer primary key,
  text text not null unique
);

-- The log. kind 0: the payload is JSON in body; 1 to 6: an event of that kind, its body as it came.
create table entry (
  partition integer not null,
  seq integer not null,
  at integer not null,
  depth integer not null,
  kind integer not null,
  name integer,
  time integer,
  source integer,
  flags integer,
  identities text,
  body text not null,
  primary key (partition, seq)
) without rowid;

-- Ids of entries, hashed. The generations take turns by `at`; the older is emptied when its turn comes again.
create table seen_even (
  partition integer not null,
  id blob not null,
  seq integer not null,
  body blob not null,
  primary key (partition, id)
) without rowid;
create table seen_odd (
  partition integer not null,
  id blob not null,
  seq integer not null,
  body blob not null,
  primary key (partition, id)
) without rowid;
create table seen_for_ever (
  partition integer not null,
  id blob not null,
  seq integer not null,
  body blob not null,
  primary key (partition, id)
) without rowid;

-- How many events of a name came from a source.
create table tally (
  partition integer not null,
  source integer not null,
  name integer not null,
  events integer not null,
  last_at integer not null,
  last_seq integer not null,
  primary key (partition, source, name)
) without rowid;

-- Withdrawals of consent, in force from the transaction that accepted them. who: a hash of an identity.
create table veto (
  partition integer not null,
  who blob not null,
  channel text not null,
  purpose text not null,
  time integer not null,
  seq integer not null,
  primary key (partition, who, channel, purpose)
) without rowid;

create table customer (
  partition integer not null,
  id integer not null,
  created integer not null,
  profile text not null,
  runs integer not null,
  rows integer not null,
  swept integer not null,
  wake integer,
  joined_to integer,
  primary key (partition, id)
) without rowid;
create index customer_wake on customer (partition, wake) where wake is not null;
create index customer_joined on customer (partition, joined_to) where joined_to is not null;

-- What people look customers up by; written only when it changes.
create table directory (
  partition integer not null,
  customer integer not null,
  name text not null,
  name_key text not null,
  email text not null,
  primary key (partition, customer)
) without rowid;
create index directory_name on directory (partition, name_key) where name_key <> '';
create index directory_email on directory (partition, email) where email <> '';

create table identity (
  partition integer not null,
  kind text not null,
  value text not null,
  customer integer not null,
  primary key (partition, kind, value)
) without rowid;
create index identity_customer on identity (partition, customer);

create table history (
  partition integer not null,
  customer integer not null,
  name integer not null,
  time integer not null,
  seq integer not null,
  primary key (partition, customer, name, time, seq)
) without rowid;

create table membership (
  partition integer not null,
  customer integer not null,
  segment integer not null,
  since integer not null,
  how text not null,
  primary key (partition, customer, segment)
) without rowid;
create index membership_segment on membership (partition, segment, customer);

-- Customers who joined and left a segment on a day (in UTC, days since 1970).
create table movement (
  partition integer not null,
  segment integer not null,
  day integer not null,
  joins integer not null,
  leaves integer not null,
  primary key (partition, segment, day)
) without rowid;

create table run (
  partition integer not null,
  id text not null,
  customer integer not null,
  workflow text not null,
  version integer not null,
  key text not null,
  node text not null,
  visit integer not null,
  rest text not null,
  due integer,
  since integer not null,
  trigger integer not null,
  entered text not null,
  started integer not null,
  ended integer,
  reason text,
  depth integer not null,
  primary key (partition, id)
) without rowid;
create index run_due on run (partition, due, customer) where due is not null;
create index run_active on run (partition, customer) where ended is null;
create index run_started on run (partition, workflow, started);

create table enrolment (
  partition integer not null,
  customer integer not null,
  workflow text not null,
  key text not null,
  count integer not null,
  last integer not null,
  primary key (partition, customer, workflow, key)
) without rowid;

-- place: when it was first admitted, which it keeps in the outbox when it is judged again.
create table message (
  partition integer not null,
  key text not null,
  customer integer not null,
  workflow text not null,
  version integer not null,
  node text not null,
  run text not null,
  channel text not null,
  purpose text not null,
  address text not null,
  admitted integer not null,
  place integer not null,
  send_before integer not null,
  depth integer not null,
  state text,
  state_at integer,
  detail text not null,
  attempts integer not null,
  "values" text not null,
  primary key (partition, key)
) without rowid;
create index message_admitted on message (partition, admitted);

-- Messages on their way out, each at the time from which it may go. The fold adds, delivery takes.
create table outbox (
  partition integer not null,
  channel text not null,
  ready integer not null,
  key text not null,
  primary key (partition, channel, ready, key)
) without rowid;

-- Delivery's own: attempts of messages without an outcome. boot: the process that holds the claim.
create table delivery (
  partition integer not null,
  key text not null,
  attempt integer not null,
  boot integer,
  begun integer not null,
  ready integer not null,
  primary key (partition, key)
) without rowid;
create index delivery_claimed on delivery (partition, boot) where boot is not null;

-- Attempts that were tried again.
create table attempt (
  partition integer not null,
  key text not null,
  attempt integer not null,
  at integer not null,
  detail text not null,
  primary key (partition, key, attempt)
) without rowid;

create table trail (
  partition integer not null,
  customer integer not null,
  run text not null,
  row integer not null,
  at integer not null,
  decisions text not null,
  primary key (partition, customer, run, row)
) without rowid;

create table timeline (
  partition integer not null,
  customer integer not null,
  at integer not null,
  row integer not null,
  what text not null,
  detail text not null,
  primary key (partition, customer, at, row)
) without rowid;

create table counter (
  partition integer not null,
  workflow text not null,
  version integer not null,
  node text not null,
  counter text not null,
  day text not null,
  total integer not null,
  primary key (partition, workflow, version, node, counter, day)
) without rowid;

create table live (
  partition integer not null,
  kind text not null,
  id text not null,
  seq integer not null,
  change text not null,
  primary key (partition, kind, id)
) without rowid;

create table sweep (
  partition integer not null,
  n integer not null,
  at integer not null,
  what text not null,
  cursor integer not null,
  primary key (partition, n)
) without rowid;

create table parked (
  partition integer not null,
  seq integer not null,
  customer integer not null,
  what text not null,
  why text not null,
  primary key (partition, seq, customer, what)
) without rowid;

-- Control state: what people change in Perennial.
create table workflow (
  id text primary key,
  title text not null,
  state text not null,
  version integer,
  draft text not null,
  revision integer not null,
  saved integer not null
) without rowid;

create table version (
  workflow text not null,
  version integer not null,
  document text not null,
  mails text not null,
  published integer not null,
  primary key (workflow, version)
) without rowid;

create table segment (
  id text primary key,
  title text not null,
  definition text not null,
  revision integer not null,
  saved integer not null
) without rowid;

create table source (
  id text primary key,
  name text not null,
  kind text not null,
  key text not null unique,
  created integer not null,
  revoked integer
) without rowid;

create table settings (
  id integer primary key,
  value text not null
);

create table refused (
  id integer primary key autoincrement,
  at integer not null,
  source text not null,
  problems text not null,
  body text not null
);
