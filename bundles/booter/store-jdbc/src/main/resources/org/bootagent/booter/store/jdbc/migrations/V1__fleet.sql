-- Standard types only: the same script serves H2 and PostgreSQL.

CREATE TABLE host (
    agentsn    VARCHAR(36) PRIMARY KEY,
    hostname   VARCHAR(253) NOT NULL,
    version    VARCHAR(128) NOT NULL,
    tags       VARCHAR(4096) NOT NULL,
    step       INTEGER NOT NULL,
    actions    VARCHAR(20000) NOT NULL,
    first_seen TIMESTAMP(3) WITH TIME ZONE NOT NULL
);

-- What every report changes, apart from what it rarely does: this row is all that an idle report writes.
CREATE TABLE host_contact (
    agentsn      VARCHAR(36) PRIMARY KEY REFERENCES host ON DELETE CASCADE,
    last_seen    TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    online_until TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    uptime       BIGINT NOT NULL
);

CREATE TABLE agent (
    agentsn    VARCHAR(36) NOT NULL REFERENCES host ON DELETE CASCADE,
    name       VARCHAR(128) NOT NULL,
    version    VARCHAR(256) NOT NULL,
    status     VARCHAR(256) NOT NULL,
    state      VARCHAR(256) NOT NULL,
    pid        BIGINT NOT NULL,
    started    TIMESTAMP(3) WITH TIME ZONE,
    restarts   INTEGER NOT NULL,
    release_id VARCHAR(256) NOT NULL,
    reason     VARCHAR(1024) NOT NULL,
    changed    TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    PRIMARY KEY (agentsn, name)
);

CREATE TABLE job (
    seq              BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id               VARCHAR(128) NOT NULL UNIQUE,
    agentsn          VARCHAR(36) NOT NULL REFERENCES host ON DELETE CASCADE,
    action           VARCHAR(64) NOT NULL,
    name             VARCHAR(64) NOT NULL,
    status           VARCHAR(16) NOT NULL,
    errcode          INTEGER,
    message          VARCHAR(4096) NOT NULL,
    created          TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    sent             TIMESTAMP(3) WITH TIME ZONE,
    finished         TIMESTAMP(3) WITH TIME ZONE,
    attempts         INTEGER NOT NULL,
    progress         DOUBLE PRECISION NOT NULL,
    progress_message VARCHAR(256) NOT NULL
);

CREATE INDEX job_by_host ON job (agentsn, seq);
CREATE INDEX job_unfinished ON job (agentsn, finished);
CREATE INDEX job_finished ON job (finished);

-- Apart, so that a change of status does not write them again.
CREATE TABLE job_parameters (
    id         VARCHAR(128) PRIMARY KEY REFERENCES job (id) ON DELETE CASCADE,
    parameters VARCHAR(262144) NOT NULL
);

CREATE TABLE event (
    seq      BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id       VARCHAR(128) NOT NULL,
    agentsn  VARCHAR(36) NOT NULL REFERENCES host ON DELETE CASCADE,
    agent    VARCHAR(128) NOT NULL,
    type     VARCHAR(64) NOT NULL,
    detail   VARCHAR(4096) NOT NULL,
    time     TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    received TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    UNIQUE (agentsn, id)
);

CREATE INDEX event_by_host ON event (agentsn, seq);
CREATE INDEX event_received ON event (received);
