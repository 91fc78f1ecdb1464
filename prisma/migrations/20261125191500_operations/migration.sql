-- The operations page reads runs, effects and tasks by how they stand, behind row level security and years of history.
-- Comparisons of an enum are not leakproof, so they are neither looked up in an index nor estimated (decision 013): each
-- state that is asked for is a text or boolean that the database reckons itself.

-- Where it happened, where the operation knew: also on a refused run, so that a branch sees what was refused to it.
ALTER TABLE orchestration_run ADD COLUMN branch_id uuid;
ALTER TABLE orchestration_run ADD CONSTRAINT orchestration_run_tenant_id_branch_id_fkey
  FOREIGN KEY (tenant_id, branch_id) REFERENCES branch (tenant_id, id) ON DELETE RESTRICT ON UPDATE CASCADE;

-- An owner who may not bypass row level security would fill nothing in: the walls are down for this transaction alone.
ALTER TABLE orchestration_run NO FORCE ROW LEVEL SECURITY;
ALTER TABLE job_card NO FORCE ROW LEVEL SECURITY;
ALTER TABLE invoice NO FORCE ROW LEVEL SECURITY;
ALTER TABLE audit_entry NO FORCE ROW LEVEL SECURITY;
ALTER TABLE branch NO FORCE ROW LEVEL SECURITY;
UPDATE orchestration_run r SET branch_id = c.branch_id FROM job_card c
 WHERE r.subject_type = 'jobCard' AND c.tenant_id = r.tenant_id AND c.id = r.subject_id;
UPDATE orchestration_run r SET branch_id = i.branch_id FROM invoice i
 WHERE r.subject_type = 'invoice' AND i.tenant_id = r.tenant_id AND i.id = r.subject_id;
-- A part belongs to the tenant; which branch's shelf it was says the audit.
UPDATE orchestration_run r SET branch_id = b.id FROM audit_entry a JOIN branch b ON b.tenant_id = a.tenant_id AND b.id::text = a.changes ->> 'branchId'
 WHERE r.subject_type = 'part' AND a.tenant_id = r.tenant_id AND a.run_id = r.id AND a.subject_type = 'part';
ALTER TABLE orchestration_run FORCE ROW LEVEL SECURITY;
ALTER TABLE job_card FORCE ROW LEVEL SECURITY;
ALTER TABLE invoice FORCE ROW LEVEL SECURITY;
ALTER TABLE audit_entry FORCE ROW LEVEL SECURITY;
ALTER TABLE branch FORCE ROW LEVEL SECURITY;

ALTER TABLE orchestration_run ADD COLUMN outcome text GENERATED ALWAYS AS (CASE state
  WHEN 'COMPLETED' THEN 'done' WHEN 'FAILED' THEN 'refused' WHEN 'COMPENSATED' THEN 'undone' WHEN 'SUSPENDED' THEN 'unknown'
  ELSE 'running' END) STORED;
-- Newest first, with the id to continue after: all of them, of a branch, of an operation, and those that did not end well.
DROP INDEX orchestration_run_tenant_id_started_at_idx;
CREATE INDEX orchestration_run_tenant_id_started_at_id_idx ON orchestration_run (tenant_id, started_at, id);
CREATE INDEX orchestration_run_tenant_id_branch_id_started_at_id_idx ON orchestration_run (tenant_id, branch_id, started_at, id);
CREATE INDEX orchestration_run_tenant_id_name_started_at_id_idx ON orchestration_run (tenant_id, name, started_at, id);
CREATE INDEX orchestration_run_not_done ON orchestration_run (tenant_id, outcome, started_at, id) WHERE outcome <> 'done';

ALTER TABLE event_delivery ADD COLUMN standing text GENERATED ALWAYS AS (CASE state
  WHEN 'DONE' THEN 'done' WHEN 'DEAD' THEN 'dead' WHEN 'SKIPPED' THEN 'skipped' ELSE 'waiting' END) STORED;
CREATE INDEX event_delivery_not_done ON event_delivery (tenant_id, standing, created_at, id) WHERE standing <> 'done';
CREATE INDEX event_delivery_tenant_id_consumer_created_at_id_idx ON event_delivery (tenant_id, consumer, created_at, id);
-- Each try that failed, `{at, reason}`, the last twenty: last_error alone does not say what was tried when.
ALTER TABLE event_delivery ADD COLUMN failures jsonb NOT NULL DEFAULT '[]';
ALTER TABLE event_delivery ADD CONSTRAINT event_delivery_failures CHECK (
  jsonb_typeof(failures) = 'array' AND jsonb_array_length(failures) <= 20);

ALTER TABLE outbox_event ADD COLUMN unsent boolean GENERATED ALWAYS AS (state = 'PENDING') STORED;
CREATE INDEX outbox_event_unsent ON outbox_event (tenant_id, occurred_at) WHERE unsent;

-- The queue: urgent first, then the oldest. A resolved task is one with a time (manual_task_resolved), which needs no enum.
ALTER TABLE manual_task ADD COLUMN urgent boolean GENERATED ALWAYS AS (severity = 'URGENT') STORED;
DROP INDEX manual_task_tenant_id_state_severity_created_at_idx;
CREATE INDEX manual_task_open ON manual_task (tenant_id, urgent DESC, created_at, id) WHERE resolved_at IS NULL;
CREATE INDEX manual_task_resolved_at ON manual_task (tenant_id, resolved_at, id) WHERE resolved_at IS NOT NULL;
