-- A message without a line in the ledger is over. One that came due while nobody could ask had none, and has one until it is handed back.
with recursive holder (message, customer) as (
  select n, customer from message
    where state is null and channel is not (select id from name where text = 'webhook')
  union all
  select holder.message, customer.joined_to from holder join customer on customer.id = holder.customer
    where customer.joined_to is not null
), missing (customer, line) as (
  select holder.customer, json_object(
    'key', m.born || '-' || m.number || ':' || node.text || ':' || m.visit,
    'workflow', workflow.text, 'channel', channel.text, 'purpose', purpose.text, 'at', m.admitted,
    'waiting', coalesce(m.not_before, m.admitted), 'unasked', json('true'))
  from holder
    join message m on m.n = holder.message
    join name node on node.id = m.node
    join name workflow on workflow.id = m.workflow
    join name channel on channel.id = m.channel
    join name purpose on purpose.id = m.purpose
    join customer on customer.id = holder.customer and customer.joined_to is null
  where not exists (
    select 1 from json_each(customer.ledger)
      where value ->> '$.key' = m.born || '-' || m.number || ':' || node.text || ':' || m.visit)
)
update customer set ledger = (
  select json_group_array(json(line) order by line ->> '$.at', line ->> '$.key') from (
    select value as line from json_each(customer.ledger) union all select line from missing where customer = customer.id
  )
) where id in (select customer from missing);
