-- Whose certificate a host came with first: it comes with no other one's from then on.
CREATE TABLE host_certificate (
    agentsn     VARCHAR(36) PRIMARY KEY REFERENCES host ON DELETE CASCADE,
    certificate VARCHAR(1024) NOT NULL
);
