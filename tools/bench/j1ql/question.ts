/** The same question for J1QL and SQL: which people without a second factor may deploy production applications? */
export const J1QL = `FIND heroku_account_member WITH mfaEnabled = false AS person
  THAT ASSIGNED AS access heroku_application WITH stage = 'production' AS app
  WHERE access.permissions ~= 'deploy' RETURN person.email, app.name`;

export const SQL = `SELECT json_extract(p.body, '$.email'), json_extract(a.body, '$.name')
  FROM entity p
  JOIN (SELECT source AS one, target AS other, body FROM relationship WHERE class = 'ASSIGNED'
        UNION ALL SELECT target, source, body FROM relationship WHERE class = 'ASSIGNED' AND source <> target) r ON r.one = p.key
  JOIN entity a ON a.key = r.other
  WHERE p.type = 'heroku_account_member' AND json_extract(p.body, '$.mfaEnabled') = 0
    AND a.type = 'heroku_application' AND json_extract(a.body, '$.stage') = 'production'
    AND json_extract(r.body, '$.permissions') LIKE '%deploy%'`;
