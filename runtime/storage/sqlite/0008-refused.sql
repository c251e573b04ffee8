-- Whether an event that was refused came with an import. Of those before nobody knows: they count as live, as they did.
alter table refused add column historical integer not null default 0;
