-- What has counted for a goal is known from the goals that were reached: of pursuits those stay that may still be.
update customer set pursuits = (
  select nullif(json_group_array(json(value)), '[]') from json_each(customer.pursuits) where value ->> '$.reached' is null
) where pursuits like '%"reached":%';
