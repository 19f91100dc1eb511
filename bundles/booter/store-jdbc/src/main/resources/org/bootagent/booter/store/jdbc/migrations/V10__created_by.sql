-- Who asked for a job: 'local', 'host:<serial number>', 'booter'. Jobs of an older Booter do not say.
ALTER TABLE job ADD COLUMN created_by VARCHAR(128) DEFAULT '' NOT NULL;
