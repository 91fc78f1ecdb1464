-- The board must not read years of collected cards. Row level security lets the planner use only leakproof comparisons,
-- and those of an enum are not: `status IN (…)` was neither looked up in an index nor estimated, and every card of the
-- branch was read. A boolean is a fact that PostgreSQL may use.
ALTER TABLE job_card ADD COLUMN on_board boolean GENERATED ALWAYS AS (status NOT IN ('COLLECTED', 'CANCELLED')) STORED;
CREATE INDEX job_card_on_board ON job_card (tenant_id, branch_id, status_since DESC) WHERE on_board;
-- Replaced by the one above: nothing else could use it.
DROP INDEX job_card_tenant_id_branch_id_status_status_since_idx;
