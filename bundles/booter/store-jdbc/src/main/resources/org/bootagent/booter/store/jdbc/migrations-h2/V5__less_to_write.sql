-- H2 has an index of its own for each foreign key, in the order of seq already.
DROP INDEX job_by_host;
DROP INDEX event_by_host;

-- An index in the order of hosts is written nearly as a whole whenever many hosts tell of something: of an event, there is one. That of its identity serves the
-- foreign key, too, once there is no other.
EXECUTE IMMEDIATE (
    SELECT 'ALTER TABLE event DROP CONSTRAINT "' || constraint_name || '"'
    FROM information_schema.table_constraints
    WHERE table_schema = SCHEMA() AND table_name = 'EVENT' AND constraint_type = 'FOREIGN KEY');
ALTER TABLE event ADD CONSTRAINT event_of_host FOREIGN KEY (agentsn) REFERENCES host ON DELETE CASCADE;

-- Whenever H2 runs out of numbers that it took in advance, it writes all that has changed so far onto the disk. A crash leaves a gap of as many.
ALTER TABLE job ALTER COLUMN seq SET CACHE 10000;
ALTER TABLE event ALTER COLUMN seq SET CACHE 10000;
