-- What an agent is held to, what holds it, and whether it is well.
ALTER TABLE agent ADD COLUMN limits VARCHAR(4096) DEFAULT '{}' NOT NULL;
ALTER TABLE agent ADD COLUMN mechanism VARCHAR(32) DEFAULT '' NOT NULL;
ALTER TABLE agent ADD COLUMN health VARCHAR(32) DEFAULT '' NOT NULL;
ALTER TABLE agent ADD COLUMN health_reason VARCHAR(1024) DEFAULT '' NOT NULL;
