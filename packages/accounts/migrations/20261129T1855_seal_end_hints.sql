-- Signing out by providers of SAML, and what ends a session there kept sealed (decision 0068). Safe on a live server.
alter table accounts.session_origin
  add column name_hash text,        -- SHA-256, base64url, of the name by which a provider of SAML ends sessions
  add column sealed_end_hint text;  -- with the installation's secret, for this session only; in the place of end_hint, which older servers read
create index session_origin_name on accounts.session_origin (provider, name_hash) where name_hash is not null;
-- Who is signed in already can be signed out by the provider as well; leading on to it begins with the next sign-in.
update accounts.session_origin
  set name_hash = translate(encode(sha256(convert_to(end_hint::json ->> 'nameID', 'UTF8')), 'base64'), '+/=', '-_'), end_hint = null
  where end_hint is not null;
