
-- CreateEnum
CREATE TYPE "payment_method" AS ENUM ('CASH', 'TERMINAL');

-- CreateEnum
CREATE TYPE "payment_state" AS ENUM ('CAPTURED');

-- CreateEnum
CREATE TYPE "allocation_state" AS ENUM ('HELD', 'BOOKED', 'CHECKED_IN', 'IN_PROGRESS', 'RELEASED', 'CANCELLED');

-- CreateEnum
CREATE TYPE "message_channel" AS ENUM ('EMAIL', 'SMS');

-- CreateEnum
CREATE TYPE "message_state" AS ENUM ('QUEUED', 'SENT', 'FAILED');

-- CreateEnum
CREATE TYPE "stock_movement_kind" AS ENUM ('RECEIVE', 'RESERVE', 'RELEASE', 'ISSUE', 'RETURN', 'ADJUST');

-- CreateEnum
CREATE TYPE "subscription_state" AS ENUM ('TRIAL', 'ACTIVE', 'EXPIRED');

-- CreateEnum
CREATE TYPE "member_role" AS ENUM ('OWNER', 'ADMIN', 'ADVISOR', 'TECHNICIAN', 'ACCOUNTANT');

-- CreateEnum
CREATE TYPE "tax_mode" AS ENUM ('INCLUSIVE', 'EXCLUSIVE');

-- CreateEnum
CREATE TYPE "rounding_rule" AS ENUM ('LINE', 'DOCUMENT');

-- CreateEnum
CREATE TYPE "run_state" AS ENUM ('RUNNING', 'COMPLETED', 'FAILED', 'COMPENSATED', 'SUSPENDED');

-- CreateEnum
CREATE TYPE "step_state" AS ENUM ('RUNNING', 'DONE', 'FAILED', 'UNKNOWN', 'UNDONE', 'UNDO_FAILED');

-- CreateEnum
CREATE TYPE "outbox_state" AS ENUM ('PENDING', 'SENT');

-- CreateEnum
CREATE TYPE "delivery_state" AS ENUM ('PENDING', 'RUNNING', 'DONE', 'DEAD', 'SKIPPED');

-- CreateEnum
CREATE TYPE "task_severity" AS ENUM ('NORMAL', 'URGENT');

-- CreateEnum
CREATE TYPE "task_state" AS ENUM ('OPEN', 'TAKEN', 'RESOLVED');

-- CreateEnum
CREATE TYPE "runner_state" AS ENUM ('PENDING', 'DONE', 'FAILED');

-- CreateEnum
CREATE TYPE "job_card_status" AS ENUM ('CHECKED_IN', 'AWAITING_APPROVAL', 'AWAITING_PARTS', 'IN_PROGRESS', 'QUALITY_CHECK', 'COMPLETED', 'COLLECTED', 'CANCELLED');

-- CreateEnum
CREATE TYPE "job_line_kind" AS ENUM ('LABOUR', 'PART', 'SUBLET', 'FEE');

-- CreateEnum
CREATE TYPE "authorisation_method" AS ENUM ('IN_PERSON', 'PHONE', 'EMAIL', 'LINK');

-- CreateTable
CREATE TABLE "invoice_counter" (
    "tenant_id" UUID NOT NULL,
    "series" TEXT NOT NULL,
    "last_number" INTEGER NOT NULL,

    CONSTRAINT "invoice_counter_pkey" PRIMARY KEY ("tenant_id","series")
);

-- CreateTable
CREATE TABLE "invoice" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "branch_id" UUID NOT NULL,
    "job_card_id" UUID NOT NULL,
    "completion_number" INTEGER NOT NULL,
    "customer_id" UUID NOT NULL,
    "vehicle_id" UUID NOT NULL,
    "series" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "number" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "tax_mode" "tax_mode" NOT NULL,
    "rounding_rule" "rounding_rule" NOT NULL,
    "net_minor" BIGINT NOT NULL,
    "tax_minor" BIGINT NOT NULL,
    "total_minor" BIGINT NOT NULL,
    "taxes" JSONB NOT NULL,
    "parties" JSONB NOT NULL,
    "issued_at" TIMESTAMPTZ(3) NOT NULL,
    "issued_on" DATE NOT NULL,
    "due_on" DATE NOT NULL,

    CONSTRAINT "invoice_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "invoice_line" (
    "tenant_id" UUID NOT NULL,
    "invoice_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "job_line_id" UUID NOT NULL,
    "kind" "job_line_kind" NOT NULL,
    "package_title" TEXT,
    "description" TEXT NOT NULL,
    "quantity" DECIMAL(12,3) NOT NULL,
    "unit" TEXT NOT NULL,
    "unit_price_minor" BIGINT NOT NULL,
    "discount_minor" BIGINT NOT NULL,
    "tax_rate_bp" INTEGER NOT NULL,
    "net_minor" BIGINT NOT NULL,
    "tax_minor" BIGINT NOT NULL,
    "total_minor" BIGINT NOT NULL,

    CONSTRAINT "invoice_line_pkey" PRIMARY KEY ("tenant_id","invoice_id","position")
);

-- CreateTable
CREATE TABLE "invoice_file" (
    "tenant_id" UUID NOT NULL,
    "invoice_id" UUID NOT NULL,
    "storage_key" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "bytes" INTEGER NOT NULL,
    "pages" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "invoice_file_pkey" PRIMARY KEY ("tenant_id","invoice_id")
);

-- CreateTable
CREATE TABLE "payment" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "invoice_id" UUID NOT NULL,
    "method" "payment_method" NOT NULL,
    "state" "payment_state" NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "reference" TEXT NOT NULL DEFAULT '',
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "received_by_id" UUID NOT NULL,

    CONSTRAINT "payment_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "service_bay" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "branch_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "capabilities" TEXT[],
    "position" INTEGER NOT NULL,
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "service_bay_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "bay_allocation" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "bay_id" UUID NOT NULL,
    "job_card_id" UUID,
    "technician_id" UUID,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "state" "allocation_state" NOT NULL,
    "held_until" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "bay_allocation_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "customer" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT,
    "phone" TEXT,
    "address_lines" TEXT[],
    "archived_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "customer_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "vehicle" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "plate" TEXT NOT NULL,
    "plate_normalised" TEXT NOT NULL,
    "make" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "year" INTEGER,
    "vin" TEXT,
    "archived_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "vehicle_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "odometer_reading" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "vehicle_id" UUID NOT NULL,
    "job_card_id" UUID,
    "value" INTEGER NOT NULL,
    "unit" TEXT NOT NULL,
    "read_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "odometer_reading_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "message" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "channel" "message_channel" NOT NULL,
    "state" "message_state" NOT NULL,
    "kind" TEXT NOT NULL,
    "recipient" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "body_text" TEXT NOT NULL,
    "body_html" TEXT,
    "attachments" JSONB NOT NULL DEFAULT '[]',
    "customer_id" UUID,
    "job_card_id" UUID,
    "invoice_id" UUID,
    "source_key" TEXT NOT NULL,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "provider_id" TEXT,
    "last_error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sent_at" TIMESTAMPTZ(3),

    CONSTRAINT "message_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "part" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "number" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "unit" TEXT NOT NULL,
    "archived_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "part_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "stock_level" (
    "tenant_id" UUID NOT NULL,
    "branch_id" UUID NOT NULL,
    "part_id" UUID NOT NULL,
    "on_hand" DECIMAL(12,3) NOT NULL DEFAULT 0,
    "reserved" DECIMAL(12,3) NOT NULL DEFAULT 0,
    "reorder_point" DECIMAL(12,3) NOT NULL DEFAULT 0,
    "bin" TEXT NOT NULL DEFAULT '',
    "price_minor" BIGINT NOT NULL,
    "cost_minor" BIGINT NOT NULL,
    "tax_rate_bp" INTEGER NOT NULL,

    CONSTRAINT "stock_level_pkey" PRIMARY KEY ("tenant_id","branch_id","part_id")
);

-- CreateTable
CREATE TABLE "stock_movement" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "branch_id" UUID NOT NULL,
    "part_id" UUID NOT NULL,
    "kind" "stock_movement_kind" NOT NULL,
    "on_hand_change" DECIMAL(12,3) NOT NULL,
    "reserved_change" DECIMAL(12,3) NOT NULL,
    "on_hand_after" DECIMAL(12,3) NOT NULL,
    "reserved_after" DECIMAL(12,3) NOT NULL,
    "job_card_id" UUID,
    "job_line_id" UUID,
    "completion_number" INTEGER,
    "reason" TEXT NOT NULL DEFAULT '',
    "actor_id" UUID,
    "actor_name" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "stock_movement_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "tenant" (
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "legal_name" TEXT NOT NULL,
    "country" CHAR(2) NOT NULL,
    "registration_number" TEXT,
    "tax_number" TEXT,
    "brand_colour" TEXT NOT NULL,
    "job_card_term" TEXT NOT NULL DEFAULT 'Job card',
    "subscription" "subscription_state" NOT NULL,
    "trial_ends_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "tenant_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "branch" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "zone" TEXT NOT NULL,
    "locale" TEXT NOT NULL,
    "country" CHAR(2) NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "tax_name" TEXT NOT NULL,
    "tax_mode" "tax_mode" NOT NULL,
    "rounding_rule" "rounding_rule" NOT NULL,
    "tax_rates_bp" INTEGER[],
    "invoice_prefix" TEXT NOT NULL,
    "payment_terms_days" INTEGER NOT NULL DEFAULT 0,
    "payment_details" TEXT NOT NULL DEFAULT '',
    "invoice_terms" TEXT NOT NULL DEFAULT '',
    "labour_rate_minor" BIGINT NOT NULL,
    "odometer_unit" TEXT NOT NULL,
    "address_lines" TEXT[],
    "phone" TEXT,
    "email" TEXT,
    "opens_at" TEXT NOT NULL DEFAULT '08:00',
    "closes_at" TEXT NOT NULL DEFAULT '18:00',
    "closed_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "branch_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "member" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "role" "member_role" NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "phone" TEXT,
    "disabled_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "member_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "user" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "email_verified" BOOLEAN NOT NULL DEFAULT false,
    "image" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "user_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "token" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ip_address" TEXT,
    "user_agent" TEXT,
    "active_tenant_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "account" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "account_id" TEXT NOT NULL,
    "provider_id" TEXT NOT NULL,
    "access_token" TEXT,
    "refresh_token" TEXT,
    "id_token" TEXT,
    "access_token_expires_at" TIMESTAMPTZ(3),
    "refresh_token_expires_at" TIMESTAMPTZ(3),
    "scope" TEXT,
    "password" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "verification" (
    "id" UUID NOT NULL,
    "identifier" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "verification_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rate_limit" (
    "id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    "last_request" BIGINT NOT NULL,

    CONSTRAINT "rate_limit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "orchestration_run" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "state" "run_state" NOT NULL,
    "subject_type" TEXT,
    "subject_id" UUID,
    "actor_kind" TEXT NOT NULL,
    "actor_id" UUID,
    "actor_name" TEXT NOT NULL,
    "correlation_id" TEXT NOT NULL,
    "saga_key" TEXT,
    "input" JSONB,
    "output" JSONB,
    "error_code" TEXT,
    "error_message" TEXT,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),
    "duration_ms" INTEGER,
    "lease_until" TIMESTAMPTZ(3),
    "fence" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "orchestration_run_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "orchestration_step" (
    "tenant_id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "state" "step_state" NOT NULL,
    "attempt" INTEGER NOT NULL DEFAULT 1,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "duration_ms" INTEGER,
    "payload" JSONB,
    "result" JSONB,
    "error" TEXT,

    CONSTRAINT "orchestration_step_pkey" PRIMARY KEY ("tenant_id","run_id","position")
);

-- CreateTable
CREATE TABLE "outbox_event" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "subject_type" TEXT NOT NULL,
    "subject_id" UUID NOT NULL,
    "actor_id" UUID,
    "correlation_id" TEXT NOT NULL,
    "run_id" UUID NOT NULL,
    "origin" TEXT,
    "data" JSONB NOT NULL,
    "consumers" TEXT[],
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "state" "outbox_state" NOT NULL DEFAULT 'PENDING',
    "sends" INTEGER NOT NULL DEFAULT 0,
    "available_at" TIMESTAMPTZ(3) NOT NULL,
    "sent_at" TIMESTAMPTZ(3),
    "last_error" TEXT,

    CONSTRAINT "outbox_event_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "event_delivery" (
    "tenant_id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "consumer" TEXT NOT NULL,
    "id" UUID NOT NULL,
    "state" "delivery_state" NOT NULL DEFAULT 'PENDING',
    "attempts_started" INTEGER NOT NULL DEFAULT 0,
    "attempts_finished" INTEGER NOT NULL DEFAULT 0,
    "available_at" TIMESTAMPTZ(3) NOT NULL,
    "lease_until" TIMESTAMPTZ(3),
    "fence" INTEGER NOT NULL DEFAULT 0,
    "last_error" TEXT,
    "result" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "closed_by_id" UUID,
    "closed_reason" TEXT,

    CONSTRAINT "event_delivery_pkey" PRIMARY KEY ("tenant_id","event_id","consumer")
);

-- CreateTable
CREATE TABLE "manual_task" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "severity" "task_severity" NOT NULL,
    "state" "task_state" NOT NULL DEFAULT 'OPEN',
    "kind" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "detail" TEXT NOT NULL,
    "subject_type" TEXT,
    "subject_id" UUID,
    "source_key" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "taken_by_id" UUID,
    "taken_at" TIMESTAMPTZ(3),
    "resolved_by_id" UUID,
    "resolved_at" TIMESTAMPTZ(3),
    "resolution" TEXT,

    CONSTRAINT "manual_task_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "audit_entry" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" UUID,
    "actor_name" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subject_type" TEXT NOT NULL,
    "subject_id" UUID NOT NULL,
    "changes" JSONB NOT NULL,
    "correlation_id" TEXT NOT NULL,
    "run_id" UUID NOT NULL,

    CONSTRAINT "audit_entry_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "audit_seal" (
    "tenant_id" UUID NOT NULL,
    "position" BIGINT NOT NULL,
    "entry_id" UUID NOT NULL,
    "hash" TEXT NOT NULL,
    "sealed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "audit_seal_pkey" PRIMARY KEY ("tenant_id","position")
);

-- CreateTable
CREATE TABLE "audit_head" (
    "tenant_id" UUID NOT NULL,
    "position" BIGINT NOT NULL,
    "hash" TEXT NOT NULL,
    "sealed_through" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "audit_head_pkey" PRIMARY KEY ("tenant_id")
);

-- CreateTable
CREATE TABLE "idempotency_key" (
    "tenant_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "operation" TEXT NOT NULL,
    "actor_id" TEXT NOT NULL,
    "input_hash" TEXT NOT NULL,
    "run_id" UUID NOT NULL,
    "result" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_key_pkey" PRIMARY KEY ("tenant_id","key")
);

-- CreateTable
CREATE TABLE "number_counter" (
    "tenant_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "last_number" INTEGER NOT NULL,

    CONSTRAINT "number_counter_pkey" PRIMARY KEY ("tenant_id","kind")
);

-- CreateTable
CREATE TABLE "runner_run" (
    "id" UUID NOT NULL,
    "event_id" TEXT NOT NULL,
    "function_id" TEXT NOT NULL,
    "event" JSONB NOT NULL,
    "state" "runner_state" NOT NULL DEFAULT 'PENDING',
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "available_at" TIMESTAMPTZ(3) NOT NULL,
    "lease_until" TIMESTAMPTZ(3),
    "fence" INTEGER NOT NULL DEFAULT 0,
    "output" JSONB,
    "last_error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "runner_run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "runner_step" (
    "run_id" UUID NOT NULL,
    "hash" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "op" TEXT NOT NULL,
    "memo" JSONB,
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "wake_at" TIMESTAMPTZ(3),

    CONSTRAINT "runner_step_pkey" PRIMARY KEY ("run_id","hash")
);

-- CreateTable
CREATE TABLE "job_card" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "branch_id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "vehicle_id" UUID NOT NULL,
    "technician_id" UUID,
    "status" "job_card_status" NOT NULL,
    "status_since" TIMESTAMPTZ(3) NOT NULL,
    "complaint" TEXT NOT NULL,
    "customer_waiting" BOOLEAN NOT NULL DEFAULT false,
    "odometer_in" INTEGER,
    "odometer_out" INTEGER,
    "promised_at" TIMESTAMPTZ(3),
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "opened_by_id" UUID,
    "completed_at" TIMESTAMPTZ(3),
    "completion_number" INTEGER NOT NULL DEFAULT 0,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "job_card_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "job_line" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "job_card_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "kind" "job_line_kind" NOT NULL,
    "package_title" TEXT,
    "description" TEXT NOT NULL,
    "quantity" DECIMAL(12,3) NOT NULL,
    "unit" TEXT NOT NULL,
    "unit_price_minor" BIGINT NOT NULL,
    "unit_cost_minor" BIGINT NOT NULL DEFAULT 0,
    "discount_bp" INTEGER NOT NULL DEFAULT 0,
    "tax_rate_bp" INTEGER NOT NULL,
    "part_id" UUID,
    "technician_id" UUID,
    "authorisation_id" UUID,
    "reserved" DECIMAL(12,3) NOT NULL DEFAULT 0,
    "done_at" TIMESTAMPTZ(3),
    "done_by_id" UUID,
    "removed_at" TIMESTAMPTZ(3),
    "removed_by_id" UUID,

    CONSTRAINT "job_line_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "authorisation" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "job_card_id" UUID NOT NULL,
    "given_by" TEXT NOT NULL,
    "method" "authorisation_method" NOT NULL,
    "given_at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_by_id" UUID NOT NULL,
    "total_minor" BIGINT NOT NULL,
    "change_minor" BIGINT NOT NULL,
    "lines" JSONB NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "authorisation_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "service_record" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "vehicle_id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "branch_id" UUID NOT NULL,
    "job_card_id" UUID NOT NULL,
    "completion_number" INTEGER NOT NULL,
    "invoice_id" UUID NOT NULL,
    "performed_at" TIMESTAMPTZ(3) NOT NULL,
    "odometer" INTEGER NOT NULL,
    "odometer_unit" TEXT NOT NULL,
    "summary" TEXT NOT NULL,

    CONSTRAINT "service_record_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateIndex
CREATE INDEX "invoice_tenant_id_branch_id_issued_at_idx" ON "invoice"("tenant_id", "branch_id", "issued_at");

-- CreateIndex
CREATE INDEX "invoice_tenant_id_customer_id_idx" ON "invoice"("tenant_id", "customer_id");

-- CreateIndex
CREATE UNIQUE INDEX "invoice_tenant_id_series_sequence_key" ON "invoice"("tenant_id", "series", "sequence");

-- CreateIndex
CREATE UNIQUE INDEX "invoice_tenant_id_number_key" ON "invoice"("tenant_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "invoice_tenant_id_job_card_id_completion_number_key" ON "invoice"("tenant_id", "job_card_id", "completion_number");

-- CreateIndex
CREATE INDEX "payment_tenant_id_invoice_id_idx" ON "payment"("tenant_id", "invoice_id");

-- CreateIndex
CREATE UNIQUE INDEX "service_bay_tenant_id_branch_id_name_key" ON "service_bay"("tenant_id", "branch_id", "name");

-- CreateIndex
CREATE INDEX "bay_allocation_tenant_id_bay_id_starts_at_idx" ON "bay_allocation"("tenant_id", "bay_id", "starts_at");

-- CreateIndex
CREATE INDEX "bay_allocation_tenant_id_job_card_id_idx" ON "bay_allocation"("tenant_id", "job_card_id");

-- CreateIndex
CREATE INDEX "customer_tenant_id_email_idx" ON "customer"("tenant_id", "email");

-- CreateIndex
CREATE INDEX "customer_tenant_id_phone_idx" ON "customer"("tenant_id", "phone");

-- CreateIndex
CREATE INDEX "vehicle_tenant_id_customer_id_idx" ON "vehicle"("tenant_id", "customer_id");

-- CreateIndex
CREATE INDEX "odometer_reading_tenant_id_vehicle_id_read_at_idx" ON "odometer_reading"("tenant_id", "vehicle_id", "read_at");

-- CreateIndex
CREATE INDEX "message_tenant_id_job_card_id_idx" ON "message"("tenant_id", "job_card_id");

-- CreateIndex
CREATE INDEX "message_tenant_id_invoice_id_idx" ON "message"("tenant_id", "invoice_id");

-- CreateIndex
CREATE INDEX "message_tenant_id_customer_id_created_at_idx" ON "message"("tenant_id", "customer_id", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "message_tenant_id_source_key_key" ON "message"("tenant_id", "source_key");

-- CreateIndex
CREATE UNIQUE INDEX "part_tenant_id_number_key" ON "part"("tenant_id", "number");

-- CreateIndex
CREATE INDEX "stock_level_tenant_id_part_id_idx" ON "stock_level"("tenant_id", "part_id");

-- CreateIndex
CREATE INDEX "stock_movement_tenant_id_branch_id_part_id_at_idx" ON "stock_movement"("tenant_id", "branch_id", "part_id", "at");

-- CreateIndex
CREATE INDEX "stock_movement_tenant_id_job_card_id_idx" ON "stock_movement"("tenant_id", "job_card_id");

-- CreateIndex
CREATE UNIQUE INDEX "tenant_slug_key" ON "tenant"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "branch_tenant_id_invoice_prefix_key" ON "branch"("tenant_id", "invoice_prefix");

-- CreateIndex
CREATE INDEX "member_user_id_idx" ON "member"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "member_tenant_id_user_id_key" ON "member"("tenant_id", "user_id");

-- CreateIndex
CREATE UNIQUE INDEX "user_email_key" ON "user"("email");

-- CreateIndex
CREATE UNIQUE INDEX "session_token_key" ON "session"("token");

-- CreateIndex
CREATE INDEX "session_user_id_idx" ON "session"("user_id");

-- CreateIndex
CREATE INDEX "account_user_id_idx" ON "account"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "account_provider_id_account_id_key" ON "account"("provider_id", "account_id");

-- CreateIndex
CREATE INDEX "verification_identifier_idx" ON "verification"("identifier");

-- CreateIndex
CREATE UNIQUE INDEX "rate_limit_key_key" ON "rate_limit"("key");

-- CreateIndex
CREATE INDEX "orchestration_run_tenant_id_subject_type_subject_id_started_idx" ON "orchestration_run"("tenant_id", "subject_type", "subject_id", "started_at");

-- CreateIndex
CREATE INDEX "orchestration_run_tenant_id_started_at_idx" ON "orchestration_run"("tenant_id", "started_at");

-- CreateIndex
CREATE UNIQUE INDEX "orchestration_run_tenant_id_name_saga_key_key" ON "orchestration_run"("tenant_id", "name", "saga_key");

-- CreateIndex
CREATE UNIQUE INDEX "orchestration_step_tenant_id_run_id_name_key" ON "orchestration_step"("tenant_id", "run_id", "name");

-- CreateIndex
CREATE INDEX "outbox_event_tenant_id_subject_type_subject_id_idx" ON "outbox_event"("tenant_id", "subject_type", "subject_id");

-- CreateIndex
CREATE INDEX "outbox_event_tenant_id_run_id_idx" ON "outbox_event"("tenant_id", "run_id");

-- CreateIndex
CREATE UNIQUE INDEX "event_delivery_tenant_id_id_key" ON "event_delivery"("tenant_id", "id");

-- CreateIndex
CREATE INDEX "manual_task_tenant_id_state_severity_created_at_idx" ON "manual_task"("tenant_id", "state", "severity", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "manual_task_tenant_id_source_key_key" ON "manual_task"("tenant_id", "source_key");

-- CreateIndex
CREATE INDEX "audit_entry_tenant_id_subject_type_subject_id_at_idx" ON "audit_entry"("tenant_id", "subject_type", "subject_id", "at");

-- CreateIndex
CREATE INDEX "audit_entry_tenant_id_at_idx" ON "audit_entry"("tenant_id", "at");

-- CreateIndex
CREATE UNIQUE INDEX "audit_seal_tenant_id_entry_id_key" ON "audit_seal"("tenant_id", "entry_id");

-- CreateIndex
CREATE UNIQUE INDEX "runner_run_event_id_function_id_key" ON "runner_run"("event_id", "function_id");

-- CreateIndex
CREATE INDEX "job_card_tenant_id_branch_id_status_status_since_idx" ON "job_card"("tenant_id", "branch_id", "status", "status_since" DESC);

-- CreateIndex
CREATE INDEX "job_card_tenant_id_vehicle_id_opened_at_idx" ON "job_card"("tenant_id", "vehicle_id", "opened_at");

-- CreateIndex
CREATE INDEX "job_card_tenant_id_customer_id_idx" ON "job_card"("tenant_id", "customer_id");

-- CreateIndex
CREATE UNIQUE INDEX "job_card_tenant_id_number_key" ON "job_card"("tenant_id", "number");

-- CreateIndex
CREATE INDEX "job_line_tenant_id_job_card_id_position_idx" ON "job_line"("tenant_id", "job_card_id", "position");

-- CreateIndex
CREATE INDEX "authorisation_tenant_id_job_card_id_given_at_idx" ON "authorisation"("tenant_id", "job_card_id", "given_at");

-- CreateIndex
CREATE INDEX "service_record_tenant_id_vehicle_id_performed_at_idx" ON "service_record"("tenant_id", "vehicle_id", "performed_at");

-- CreateIndex
CREATE UNIQUE INDEX "service_record_tenant_id_job_card_id_completion_number_key" ON "service_record"("tenant_id", "job_card_id", "completion_number");

-- AddForeignKey
ALTER TABLE "invoice" ADD CONSTRAINT "invoice_tenant_id_branch_id_fkey" FOREIGN KEY ("tenant_id", "branch_id") REFERENCES "branch"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invoice" ADD CONSTRAINT "invoice_tenant_id_job_card_id_fkey" FOREIGN KEY ("tenant_id", "job_card_id") REFERENCES "job_card"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invoice" ADD CONSTRAINT "invoice_tenant_id_customer_id_fkey" FOREIGN KEY ("tenant_id", "customer_id") REFERENCES "customer"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invoice" ADD CONSTRAINT "invoice_tenant_id_vehicle_id_fkey" FOREIGN KEY ("tenant_id", "vehicle_id") REFERENCES "vehicle"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invoice_line" ADD CONSTRAINT "invoice_line_tenant_id_invoice_id_fkey" FOREIGN KEY ("tenant_id", "invoice_id") REFERENCES "invoice"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invoice_line" ADD CONSTRAINT "invoice_line_tenant_id_job_line_id_fkey" FOREIGN KEY ("tenant_id", "job_line_id") REFERENCES "job_line"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invoice_file" ADD CONSTRAINT "invoice_file_tenant_id_invoice_id_fkey" FOREIGN KEY ("tenant_id", "invoice_id") REFERENCES "invoice"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "payment" ADD CONSTRAINT "payment_tenant_id_invoice_id_fkey" FOREIGN KEY ("tenant_id", "invoice_id") REFERENCES "invoice"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "service_bay" ADD CONSTRAINT "service_bay_tenant_id_branch_id_fkey" FOREIGN KEY ("tenant_id", "branch_id") REFERENCES "branch"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bay_allocation" ADD CONSTRAINT "bay_allocation_tenant_id_bay_id_fkey" FOREIGN KEY ("tenant_id", "bay_id") REFERENCES "service_bay"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bay_allocation" ADD CONSTRAINT "bay_allocation_tenant_id_technician_id_fkey" FOREIGN KEY ("tenant_id", "technician_id") REFERENCES "member"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bay_allocation" ADD CONSTRAINT "bay_allocation_tenant_id_job_card_id_fkey" FOREIGN KEY ("tenant_id", "job_card_id") REFERENCES "job_card"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "vehicle" ADD CONSTRAINT "vehicle_tenant_id_customer_id_fkey" FOREIGN KEY ("tenant_id", "customer_id") REFERENCES "customer"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "odometer_reading" ADD CONSTRAINT "odometer_reading_tenant_id_vehicle_id_fkey" FOREIGN KEY ("tenant_id", "vehicle_id") REFERENCES "vehicle"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "odometer_reading" ADD CONSTRAINT "odometer_reading_tenant_id_job_card_id_fkey" FOREIGN KEY ("tenant_id", "job_card_id") REFERENCES "job_card"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "message" ADD CONSTRAINT "message_tenant_id_customer_id_fkey" FOREIGN KEY ("tenant_id", "customer_id") REFERENCES "customer"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "message" ADD CONSTRAINT "message_tenant_id_job_card_id_fkey" FOREIGN KEY ("tenant_id", "job_card_id") REFERENCES "job_card"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "message" ADD CONSTRAINT "message_tenant_id_invoice_id_fkey" FOREIGN KEY ("tenant_id", "invoice_id") REFERENCES "invoice"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "stock_level" ADD CONSTRAINT "stock_level_tenant_id_branch_id_fkey" FOREIGN KEY ("tenant_id", "branch_id") REFERENCES "branch"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "stock_level" ADD CONSTRAINT "stock_level_tenant_id_part_id_fkey" FOREIGN KEY ("tenant_id", "part_id") REFERENCES "part"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "stock_movement" ADD CONSTRAINT "stock_movement_tenant_id_part_id_fkey" FOREIGN KEY ("tenant_id", "part_id") REFERENCES "part"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "stock_movement" ADD CONSTRAINT "stock_movement_tenant_id_job_card_id_fkey" FOREIGN KEY ("tenant_id", "job_card_id") REFERENCES "job_card"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "stock_movement" ADD CONSTRAINT "stock_movement_tenant_id_job_line_id_fkey" FOREIGN KEY ("tenant_id", "job_line_id") REFERENCES "job_line"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "branch" ADD CONSTRAINT "branch_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "member" ADD CONSTRAINT "member_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "member" ADD CONSTRAINT "member_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "account" ADD CONSTRAINT "account_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "orchestration_step" ADD CONSTRAINT "orchestration_step_tenant_id_run_id_fkey" FOREIGN KEY ("tenant_id", "run_id") REFERENCES "orchestration_run"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "event_delivery" ADD CONSTRAINT "event_delivery_tenant_id_event_id_fkey" FOREIGN KEY ("tenant_id", "event_id") REFERENCES "outbox_event"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "audit_seal" ADD CONSTRAINT "audit_seal_tenant_id_entry_id_fkey" FOREIGN KEY ("tenant_id", "entry_id") REFERENCES "audit_entry"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "runner_step" ADD CONSTRAINT "runner_step_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "runner_run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "job_card" ADD CONSTRAINT "job_card_tenant_id_branch_id_fkey" FOREIGN KEY ("tenant_id", "branch_id") REFERENCES "branch"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "job_card" ADD CONSTRAINT "job_card_tenant_id_customer_id_fkey" FOREIGN KEY ("tenant_id", "customer_id") REFERENCES "customer"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "job_card" ADD CONSTRAINT "job_card_tenant_id_vehicle_id_fkey" FOREIGN KEY ("tenant_id", "vehicle_id") REFERENCES "vehicle"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "job_card" ADD CONSTRAINT "job_card_tenant_id_technician_id_fkey" FOREIGN KEY ("tenant_id", "technician_id") REFERENCES "member"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "job_line" ADD CONSTRAINT "job_line_tenant_id_job_card_id_fkey" FOREIGN KEY ("tenant_id", "job_card_id") REFERENCES "job_card"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "job_line" ADD CONSTRAINT "job_line_tenant_id_part_id_fkey" FOREIGN KEY ("tenant_id", "part_id") REFERENCES "part"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "job_line" ADD CONSTRAINT "job_line_tenant_id_technician_id_fkey" FOREIGN KEY ("tenant_id", "technician_id") REFERENCES "member"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "job_line" ADD CONSTRAINT "job_line_tenant_id_authorisation_id_fkey" FOREIGN KEY ("tenant_id", "authorisation_id") REFERENCES "authorisation"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "authorisation" ADD CONSTRAINT "authorisation_tenant_id_job_card_id_fkey" FOREIGN KEY ("tenant_id", "job_card_id") REFERENCES "job_card"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "authorisation" ADD CONSTRAINT "authorisation_tenant_id_recorded_by_id_fkey" FOREIGN KEY ("tenant_id", "recorded_by_id") REFERENCES "member"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "service_record" ADD CONSTRAINT "service_record_tenant_id_vehicle_id_fkey" FOREIGN KEY ("tenant_id", "vehicle_id") REFERENCES "vehicle"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "service_record" ADD CONSTRAINT "service_record_tenant_id_customer_id_fkey" FOREIGN KEY ("tenant_id", "customer_id") REFERENCES "customer"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "service_record" ADD CONSTRAINT "service_record_tenant_id_branch_id_fkey" FOREIGN KEY ("tenant_id", "branch_id") REFERENCES "branch"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "service_record" ADD CONSTRAINT "service_record_tenant_id_job_card_id_fkey" FOREIGN KEY ("tenant_id", "job_card_id") REFERENCES "job_card"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "service_record" ADD CONSTRAINT "service_record_tenant_id_invoice_id_fkey" FOREIGN KEY ("tenant_id", "invoice_id") REFERENCES "invoice"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
