-- Rows as small as they can be, and in the order of time: a commit writes every page that it touches, so what is made together lies
-- together. This adapter keeps one partition, and a store of its own for any other: the tables laid anew here don't repeat its number,
-- and their integer keys are the row's own place, the cheapest there is. Texts that many rows repeat are numbers of `name`.
insert or ignore into name (text)
select workflow from run union select node from run union select entered from run
union select workflow from enrolment union select channel from message union select purpose from message
union select d.value ->> '$.node' from trail t, json_each(t.decisions) d
union select d.value ->> '$.why' from trail t, json_each(t.decisions) d where d.value ->> '$.why' is not null
union select d.value ->> '$.port' from trail t, json_each(t.decisions) d where d.value ->> '$.port' is not null
union select node from message;

-- A trail's and a timeline's rows are numbered through, in the order in which they were folded.
alter table partition add column rows integer not null default 0;
update partition set rows = max(
  (select coalesce(max(row), 0) + 1 from trail), (select coalesce(max(row), 0) + 1 from timeline));

-- The log.
create table entry_2 (
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
insert into entry_2
select seq, at, depth, kind, name, time, source, flags, identities, body from entry where partition = 0 order by seq;
drop table entry;
alter table entry_2 rename to entry;

-- What a turn changes of a customer is a few numbers; the profile, which is long, lies apart and changes seldom.
create table profile (
  customer integer primary key,
  profile text not null
);
insert into profile select id, profile from customer where partition = 0 order by id;
create table customer_2 (
  id integer primary key,
  created integer not null,
  runs integer not null,
  swept integer not null,
  wake integer,
  joined_to integer
);
insert into customer_2 select id, created, runs, swept, wake, joined_to from customer where partition = 0 order by id;
drop table customer;
alter table customer_2 rename to customer;
create index customer_wake on customer (wake) where wake is not null;
create index customer_joined on customer (joined_to) where joined_to is not null;

-- A run's id is the customer with whom it was born, and a number; its place follows from when it began. rest: JSON, a number as itself.
create table run_2 (
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
  depth integer not null
);
insert into run_2 (born, number, customer, workflow, version, key, node, visit, rest, due, since, trigger, entered, started, ended,
  reason, depth)
select cast(substr(r.id, 1, instr(r.id, '-') - 1) as integer), cast(substr(r.id, instr(r.id, '-') + 1) as integer), r.customer,
  w.id, r.version, r.key, o.id, r.visit, nullif(r.rest, 'null'), r.due, r.since, r.trigger, e.id, r.started, r.ended, r.reason, r.depth
from run r join name w on w.text = r.workflow join name o on o.text = r.node join name e on e.text = r.entered
where r.partition = 0 order by r.started, r.id;
drop table run;
alter table run_2 rename to run;
create unique index run_born on run (born, number);
create index run_due on run (due, customer) where due is not null;
create index run_active on run (customer) where ended is null;
create index run_started on run (workflow, started);

create table enrolment_2 (
  customer integer not null,
  workflow integer not null,
  key text not null,
  count integer not null,
  last integer not null,
  primary key (customer, workflow, key)
) without rowid;
insert into enrolment_2
select e.customer, w.id, e.key, e.count, e.last from enrolment e join name w on w.text = e.workflow where e.partition = 0;
drop table enrolment;
alter table enrolment_2 rename to enrolment;

-- A step of a run lies beside the run's other steps. decisions: as trailRow.ts packs them; seq: the entry that led to them.
create table trail_2 (
  run integer not null,
  row integer not null,
  at integer not null,
  seq integer,
  decisions text not null,
  primary key (run, row)
) without rowid;
insert into trail_2
select r.n, t.row, t.at, null, (
    select json_group_array(json(json_array(
      case d.value ->> '$.what' when 'entered' then 0 when 'took' then 1 when 'rested' then 2 when 'asked' then 3
        when 'ended' then 4 else 5 end,
      (select id from name where text = d.value ->> '$.node'), d.value ->> '$.visit',
      coalesce((select id from name where text = d.value ->> '$.why'), 0),
      coalesce((select id from name where text = d.value ->> '$.port'), 0),
      json(json_remove(d.value, '$.what', '$.node', '$.visit', '$.why', '$.port')))))
    from json_each(t.decisions) d)
from trail t join run r
  on r.born = cast(substr(t.run, 1, instr(t.run, '-') - 1) as integer) and r.number = cast(substr(t.run, instr(t.run, '-') + 1) as integer)
where t.partition = 0 order by r.n, t.row;
drop table trail;
alter table trail_2 rename to trail;

-- Messages in the order in which they were admitted. A key is run:node:visit, and a run counts its visits: (born, number, visit).
create table message_2 (
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
  "values" text not null
);
insert into message_2 (born, number, visit, node, customer, workflow, version, channel, purpose, address, admitted, place,
  send_before, depth, state, state_at, detail, attempts, "values")
select cast(substr(m.run, 1, instr(m.run, '-') - 1) as integer), cast(substr(m.run, instr(m.run, '-') + 1) as integer),
  cast(substr(m.key, length(m.run) + length(m.node) + 3) as integer), o.id, m.customer, w.id, m.version, c.id, p.id, m.address,
  m.admitted, m.place, m.send_before, m.depth, m.state, m.state_at, m.detail, m.attempts, m."values"
from message m join name o on o.text = m.node join name w on w.text = m.workflow join name c on c.text = m.channel
  join name p on p.text = m.purpose
where m.partition = 0 order by m.admitted, m.key;
create unique index message_born on message_2 (born, number, visit);

create table outbox_2 (
  channel integer not null,
  ready integer not null,
  message integer not null,
  primary key (channel, ready, message)
) without rowid;
create table delivery_2 (
  message integer primary key,
  attempt integer not null,
  boot integer,
  begun integer not null,
  ready integer not null
);
create table attempt_2 (
  message integer not null,
  attempt integer not null,
  at integer not null,
  detail text not null,
  primary key (message, attempt)
) without rowid;
create temp table keyed as
select m.key, n.n, n.channel from message m join message_2 n
  on n.born = cast(substr(m.run, 1, instr(m.run, '-') - 1) as integer) and n.number = cast(substr(m.run, instr(m.run, '-') + 1) as integer)
    and n.visit = cast(substr(m.key, length(m.run) + length(m.node) + 3) as integer);
insert into outbox_2 select k.channel, o.ready, k.n from outbox o join keyed k on k.key = o.key;
insert into delivery_2 select k.n, d.attempt, d.boot, d.begun, d.ready from delivery d join keyed k on k.key = d.key;
insert into attempt_2 select k.n, a.attempt, a.at, a.detail from attempt a join keyed k on k.key = a.key;
drop table keyed;
drop table message;
drop table outbox;
drop table delivery;
drop table attempt;
alter table message_2 rename to message;
alter table outbox_2 rename to outbox;
alter table delivery_2 rename to delivery;
alter table attempt_2 rename to attempt;
create index delivery_claimed on delivery (boot) where boot is not null;

-- The life of the process that holds the store, for the one after it: when it last said that it is there (by the machine's clock, 0:
-- never), whether it stopped in order, and the entry that it was about to fold, with how many processes in a row were.
create table pulse (
  id integer primary key,
  alive integer not null,
  ended integer not null,
  suspect integer,
  tries integer not null
);
insert into pulse (id, alive, ended, suspect, tries) values (0, 0, 1, null, 0);

-- Assignments of customers at splits and experiments: the id that each was made with, so that nobody changes sides by joining another; in an
-- experiment also the path that counts for them, in which version, and whether they reached the goal.
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

-- How often a run went round again from each node that counts it, as JSON; null for the many that never did.
alter table run add column repeats text;

-- Starts to come: an absence that has begun, a date of a customer that will come. They wake with their customer (customer.wake), so there is
-- no index by time; they are loaded with their customer, so they lie in that order.
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

-- When a run came to its node, so that a change of its version can keep the time that it has waited. Of runs that rest since before, their
-- trail knows it: its last row is the step by which they came.
alter table run add column arrived integer not null default 0;
update run set arrived = coalesce(
  (select max(at) from trail where trail.run = run.n), started)
where ended is null;

-- Messages of a paused workflow, taken out of the outbox when their turn came, so that they hold up no other. They come back when it goes on.
create table held (
  workflow integer not null,
  channel integer not null,
  ready integer not null,
  message integer not null,
  primary key (workflow, channel, ready, message)
) without rowid;

-- Where links of a message lead that are not the same for everybody; the others lie with their version. id: derived from the URL.
create table link (
  message integer not null,
  id text not null,
  url text not null,
  primary key (message, id)
) without rowid;

-- When a message first came back in each way, so that a person who clicks twice counts once. Machines are left out.
alter table message add column opened integer;
alter table message add column clicked integer;
alter table message add column bounced integer;
alter table message add column complained integer;
