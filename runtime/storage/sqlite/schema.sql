-- The tables of a new store. An older one comes to the same by the numbered steps beside this file, as test/storage/migration.test.ts shows:
-- a new step changes this file too.

-- Where the log and the fold stand, and what texts that many rows repeat are called in them.
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
  boot integer not null,
  rows integer not null default 0,
  fold_version integer not null default 0,
  fold_since integer not null default 0
);
create table name (
  id integer primary key,
  text text not null unique
);

-- The log. Entries below the first number are what runs made happen. kind, flags: as entryRow.ts says.
create table entry (
  seq integer primary key,
  at integer not null,
  depth integer not null,
  kind integer not null,
  name integer,
  time integer,
  source integer,
  flags integer,
  identities text,
  body text not null
);

-- Ids that were accepted, in two generations of 30 days each, and events by source and name.
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
create table tally (
  partition integer not null,
  source integer not null,
  name integer not null,
  events integer not null,
  last_at integer not null,
  last_seq integer not null,
  primary key (partition, source, name)
) without rowid;

-- Withdrawals of consent, in force ahead of the fold.
create table veto (
  partition integer not null,
  who blob not null,
  channel text not null,
  purpose text not null,
  time integer not null,
  seq integer not null,
  primary key (partition, who, channel, purpose)
) without rowid;

-- Customers. What a turn changes of one is a few numbers; the profile, which is long, lies apart. wake: their own timer. ledger: messages that
-- wait or count for caps; pursuits: goals to be reached; both JSON, null when empty.
create table customer (
  id integer primary key,
  created integer not null,
  runs integer not null,
  swept integer not null,
  wake integer,
  joined_to integer,
  ledger text,
  pursuits text,
  derived integer not null default 0
);
create index customer_wake on customer (wake) where wake is not null;
create index customer_joined on customer (joined_to) where joined_to is not null;
create table profile (
  customer integer primary key,
  profile text not null
);
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

-- Their events by name and time, and how many there ever were.
create table history (
  partition integer not null,
  customer integer not null,
  name integer not null,
  time integer not null,
  seq integer not null,
  primary key (partition, customer, name, time, seq)
) without rowid;
create table total (
  customer integer not null,
  name integer not null,
  count integer not null,
  primary key (customer, name)
) without rowid;

-- Who is in which segment, and how many came and went on a day.
create table membership (
  partition integer not null,
  customer integer not null,
  segment integer not null,
  since integer not null,
  how text not null,
  primary key (partition, customer, segment)
) without rowid;
create index membership_segment on membership (partition, segment, customer);
create table movement (
  partition integer not null,
  segment integer not null,
  day integer not null,
  joins integer not null,
  leaves integer not null,
  primary key (partition, segment, day)
) without rowid;

-- Runs. born: the customer with whom it began, who may have joined another since. rest: JSON, what the node waits for; due: its timer.
create table run (
  n integer primary key,
  born integer not null,
  number integer not null,
  customer integer not null,
  workflow integer not null,
  version integer not null,
  key text not null,
  node integer not null,
  visit integer not null,
  rest numeric,
  due integer,
  since integer not null,
  trigger integer not null,
  entered integer not null,
  started integer not null,
  ended integer,
  reason text,
  depth integer not null,
  repeats text,
  arrived integer not null default 0,
  causes text
);
create unique index run_born on run (born, number);
create index run_due on run (due, customer) where due is not null;
create index run_active on run (customer) where ended is null;
create index run_started on run (workflow, started);
create table enrolment (
  customer integer not null,
  workflow integer not null,
  key text not null,
  count integer not null,
  last integer not null,
  primary key (customer, workflow, key)
) without rowid;
create table planned_start (
  customer integer not null,
  workflow integer not null,
  node text not null,
  key text not null,
  due integer not null,
  since integer,
  trigger integer not null,
  primary key (customer, workflow, node, key)
) without rowid;

-- At splits and experiments the id that a customer was assigned with; goals that were reached.
create table assignment (
  customer integer not null,
  workflow integer not null,
  node integer not null,
  "as" integer not null,
  at integer not null,
  version integer,
  port integer,
  converted integer,
  primary key (customer, workflow, node)
) without rowid;
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

-- Messages, and where each is on its way: to be sent, held by a pause, claimed by a process, tried.
create table message (
  n integer primary key,
  born integer not null,
  number integer not null,
  visit integer not null,
  node integer not null,
  customer integer not null,
  workflow integer not null,
  version integer not null,
  channel integer not null,
  purpose integer not null,
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
  opened integer,
  clicked integer,
  bounced integer,
  complained integer,
  not_before integer,
  give_up integer
);
create unique index message_born on message (born, number, visit);
create table outbox (
  channel integer not null,
  ready integer not null,
  message integer not null,
  primary key (channel, ready, message)
) without rowid;
create table held (
  workflow integer not null,
  channel integer not null,
  ready integer not null,
  message integer not null,
  primary key (workflow, channel, ready, message)
) without rowid;
create table delivery (
  message integer primary key,
  attempt integer not null,
  boot integer,
  begun integer not null,
  ready integer not null
);
create index delivery_claimed on delivery (boot) where boot is not null;
create table attempt (
  message integer not null,
  attempt integer not null,
  at integer not null,
  detail text not null,
  primary key (message, attempt)
) without rowid;
create table link (
  message integer not null,
  id text not null,
  url text not null,
  primary key (message, id)
) without rowid;

-- What runs decided, what happened to customers, and counts of it by day.
create table trail (
  run integer not null,
  row integer not null,
  at integer not null,
  seq integer,
  decisions text not null,
  primary key (run, row)
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

-- What is live as the fold sees it, what it is still to look at for everybody, and what it could not fold.
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
create index parked_customer on parked (partition, customer);
create table folded_again (
  seq integer primary key,
  "as" integer not null
);

-- What people decided: workflows with their versions, segments, sources, settings. What was refused at the door.
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
  body text not null,
  historical integer not null default 0
);

-- Customers who are erased. customers: their numbers, JSON. names: what they were called, JSON, until nothing of them is left. until: the log's
-- end when they were; looked: it is searched up to there, refused: what was refused too. Names whose events are not taken any
-- more, as keyed hashes; at: since when. back: when they consented anew, which holds if it is later.
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
create table erased_name (
  who blob primary key,
  at integer not null,
  back integer
) without rowid;

-- How the removal of old events stands, and the life of the process that holds the store, for the one after it.
create table retention (
  id integer primary key,
  begun integer not null,
  before integer not null,
  setting text not null,
  cursor integer,
  name integer not null,
  removed integer not null
);
create table pulse (
  id integer primary key,
  alive integer not null,
  ended integer not null,
  suspect integer,
  tries integer not null,
  copied integer not null default 0
);
insert into pulse (id, alive, ended, suspect, tries) values (0, 0, 1, null, 0);
