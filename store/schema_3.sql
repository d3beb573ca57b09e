-- Version 2 to 3: what a rule's tags say beyond the code.

-- Such as the model of a platform ("4o"); NULL for most rules, and for all of
-- a database that was classified before: galatea classify writes them.
ALTER TABLE rule ADD COLUMN value TEXT;

DROP VIEW tags;
CREATE VIEW tags AS
SELECT g.post, c.name AS code, u.value, u.name AS rule, u.revision,
	(SELECT name FROM enum_name WHERE list = 'field'
		AND value = g.field) AS field,
	g.start_byte, g.end_byte, g.weight,
	CASE g.field
	WHEN 0 THEN CAST(substr(CAST(p.title AS BLOB), g.start_byte + 1,
		g.end_byte - g.start_byte) AS TEXT)
	WHEN 1 THEN CAST(substr(CAST(p.text AS BLOB), g.start_byte + 1,
		g.end_byte - g.start_byte) AS TEXT)
	END AS evidence
FROM tag AS g
JOIN code AS c ON c.id = g.code
JOIN rule AS u ON u.id = g.rule
JOIN post AS p ON p.id = g.post;
