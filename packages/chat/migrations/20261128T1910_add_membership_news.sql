-- Whose memberships changed of late: `/sync` looks from them to those who share their rooms. An index only; building it takes a second for a
-- hundred thousand memberships, while nobody can come or go.
create index membership_news on chat.membership (stream);
