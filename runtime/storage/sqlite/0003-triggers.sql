-- What runs made happen to their customer (an event, the request that began another run) is kept with the log as entries below its first
-- number: the log itself would otherwise depend on how far the fold lags. A number follows from the customer and how many they had before.
alter table customer add column derived integer not null default 0;

-- The workflows that led to a run, the first cause first, as JSON; null for the many that began from outside.
alter table run add column causes text;
