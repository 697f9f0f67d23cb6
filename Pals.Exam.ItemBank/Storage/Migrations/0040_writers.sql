-- Types and whatever else differs between the databases stand in braces: docs/databases.md says how to add a script.
--
-- A connection can break while a transaction is being committed. Its writer's row then tells whether it was: each group of changes leaves its
-- number here. In SQLite a commit has always happened or not by the time it returns.
{sqlserver: CREATE TABLE writers (
  writer_id NVARCHAR(200) COLLATE Latin1_General_100_BIN2 NOT NULL,
  last_commit BIGINT NOT NULL,
  CONSTRAINT pk_writers PRIMARY KEY (writer_id)
);}
