-- The first administrator was called by the e-mail address, and names are public. The key is that of realtime.security.names.skeleton.
update users set name = 'admin ' || right(id, 6), name_key = translate('admin ' || right(id, 6), '0', 'o')
    where 'admin' = any(roles) and name = left('admin ' || email, 60);
