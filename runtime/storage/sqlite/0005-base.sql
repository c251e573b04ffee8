-- A copy made by `perennial backup` says so, until somebody opens it as a store: what had waited to leave may have left since.
alter table pulse add column copied integer not null default 0;

-- The version of the fold that decides, and since which entry: what came before it was decided by another, and can't be folded again
-- to the same decisions. 0: one before versions were counted.
alter table partition add column fold_version integer not null default 0;
alter table partition add column fold_since integer not null default 0;
