-- What many hosts are asked at once is kept once. A job with parameters of its own keeps them in its row.
CREATE TABLE job_parameters (
    id         BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    parameters VARCHAR(262144) NOT NULL,
    created    TIMESTAMP(3) WITH TIME ZONE NOT NULL
);
ALTER TABLE job ADD COLUMN shared BIGINT;
