-- What hosts that speak EasyAgent's protocol say of their machine.
CREATE TABLE sidecar (
    agentsn      VARCHAR(36) PRIMARY KEY REFERENCES host ON DELETE CASCADE,
    original     BOOLEAN NOT NULL,
    os_type      VARCHAR(256) NOT NULL,
    os_platform  VARCHAR(256) NOT NULL,
    os_version   VARCHAR(256) NOT NULL,
    cpu_serial   VARCHAR(256) NOT NULL,
    cpu_cores    INTEGER NOT NULL,
    mem_size     BIGINT NOT NULL,
    swap_size    BIGINT NOT NULL,
    local_ip     VARCHAR(256) NOT NULL,
    display_name VARCHAR(256) NOT NULL
);

-- The UUID that EasyAgent knows an agent by, kept after its end for its operations' sake.
CREATE TABLE agent_identity (
    agent_id           VARCHAR(36) PRIMARY KEY,
    agentsn            VARCHAR(36) NOT NULL REFERENCES host ON DELETE CASCADE,
    name               VARCHAR(128) NOT NULL,
    display_name       VARCHAR(256) NOT NULL,
    binary_path        VARCHAR(4096) NOT NULL,
    configuration_path VARCHAR(4096) NOT NULL,
    removed            BOOLEAN NOT NULL,
    created            TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    UNIQUE (agentsn, name)
);
