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
