-- Hosts whose serial number a second one uses: their jobs wait, after a restart of Booter, too.
CREATE TABLE duplicate_host (
    agentsn VARCHAR(36) PRIMARY KEY REFERENCES host ON DELETE CASCADE
);
