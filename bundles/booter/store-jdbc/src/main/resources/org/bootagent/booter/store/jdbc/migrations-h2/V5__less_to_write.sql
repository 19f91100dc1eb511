-- H2 has an index of its own for each foreign key, in the order of seq already.
DROP INDEX job_by_host;
DROP INDEX event_by_host;

-- Whenever H2 runs out of numbers that it took in advance, it writes all that has changed so far onto the disk. A crash leaves a gap of as many.
ALTER TABLE job ALTER COLUMN seq SET CACHE 10000;
ALTER TABLE event ALTER COLUMN seq SET CACHE 10000;
