-- The removal of old events: what the last one goes by, and how far it has come, so that a stop loses nothing of it. begun: by the fold's
-- clock; before: events of an own time earlier than this go; setting: JSON; cursor: the last customer who is done, null when all are; name: of the one after, the last name
-- that is done.
create table retention (
  id integer primary key,
  begun integer not null,
  before integer not null,
  setting text not null,
  cursor integer,
  name integer not null,
  removed integer not null
);
