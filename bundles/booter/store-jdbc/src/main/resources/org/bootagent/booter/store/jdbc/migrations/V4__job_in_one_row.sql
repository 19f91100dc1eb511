-- A job is one row, and what waits for its host is found by the host alone, however many others that host has had.
ALTER TABLE job ADD COLUMN parameters VARCHAR(262144) DEFAULT '{}' NOT NULL;
UPDATE job SET parameters = COALESCE((SELECT p.parameters FROM job_parameters p WHERE p.id = job.id), '{}');
DROP TABLE job_parameters;

-- The host while the job has no result, then NULL.
ALTER TABLE job ADD COLUMN waiting VARCHAR(36);
UPDATE job SET waiting = agentsn WHERE finished IS NULL;
CREATE INDEX job_waiting ON job (waiting);
DROP INDEX job_unfinished;
