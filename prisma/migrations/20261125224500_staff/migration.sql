-- Invitations, the branches of a member, links in messages, a second factor, and looking with another role's rights.

-- A session looks with another role's rights until it leaves that view, or ends.
ALTER TABLE "session" ADD COLUMN "view_as_role" "member_role";
ALTER TABLE "user" ADD COLUMN "two_factor_enabled" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "member_branch" (
    "tenant_id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "branch_id" UUID NOT NULL,

    CONSTRAINT "member_branch_pkey" PRIMARY KEY ("tenant_id","member_id","branch_id")
);
CREATE TABLE "invitation" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "role" "member_role" NOT NULL,
    "invited_by_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    "accepted_at" TIMESTAMPTZ(3),
    "accepted_by_id" UUID,
    "revoked_at" TIMESTAMPTZ(3),
    "revoked_by_id" UUID,

    CONSTRAINT "invitation_pkey" PRIMARY KEY ("tenant_id","id")
);
CREATE TABLE "invitation_branch" (
    "tenant_id" UUID NOT NULL,
    "invitation_id" UUID NOT NULL,
    "branch_id" UUID NOT NULL,

    CONSTRAINT "invitation_branch_pkey" PRIMARY KEY ("tenant_id","invitation_id","branch_id")
);
CREATE TABLE "link_token" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "purpose" TEXT NOT NULL,
    "subject_id" UUID NOT NULL,
    "generation" INTEGER NOT NULL,
    "token_hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "link_token_pkey" PRIMARY KEY ("tenant_id","id")
);
CREATE TABLE "two_factor" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "secret" TEXT NOT NULL,
    "backup_codes" TEXT NOT NULL,
    "verified" BOOLEAN NOT NULL DEFAULT true,
    "failed_verification_count" INTEGER NOT NULL DEFAULT 0,
    "locked_until" TIMESTAMPTZ(3),

    CONSTRAINT "two_factor_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "person_link" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "purpose" TEXT NOT NULL,
    "generation" INTEGER NOT NULL,
    "token_hash" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "person_link_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "link_token_token_hash_key" ON "link_token"("token_hash");
CREATE UNIQUE INDEX "link_token_tenant_id_purpose_subject_id_generation_key" ON "link_token"("tenant_id", "purpose", "subject_id", "generation");
CREATE INDEX "two_factor_secret_idx" ON "two_factor"("secret");
CREATE INDEX "two_factor_user_id_idx" ON "two_factor"("user_id");
CREATE UNIQUE INDEX "person_link_token_hash_key" ON "person_link"("token_hash");
CREATE UNIQUE INDEX "person_link_user_id_purpose_generation_key" ON "person_link"("user_id", "purpose", "generation");

-- AddForeignKey
ALTER TABLE "member_branch" ADD CONSTRAINT "member_branch_tenant_id_member_id_fkey" FOREIGN KEY ("tenant_id", "member_id") REFERENCES "member"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "member_branch" ADD CONSTRAINT "member_branch_tenant_id_branch_id_fkey" FOREIGN KEY ("tenant_id", "branch_id") REFERENCES "branch"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "invitation" ADD CONSTRAINT "invitation_tenant_id_invited_by_id_fkey" FOREIGN KEY ("tenant_id", "invited_by_id") REFERENCES "member"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "invitation" ADD CONSTRAINT "invitation_tenant_id_accepted_by_id_fkey" FOREIGN KEY ("tenant_id", "accepted_by_id") REFERENCES "member"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "invitation" ADD CONSTRAINT "invitation_tenant_id_revoked_by_id_fkey" FOREIGN KEY ("tenant_id", "revoked_by_id") REFERENCES "member"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "invitation_branch" ADD CONSTRAINT "invitation_branch_tenant_id_invitation_id_fkey" FOREIGN KEY ("tenant_id", "invitation_id") REFERENCES "invitation"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "invitation_branch" ADD CONSTRAINT "invitation_branch_tenant_id_branch_id_fkey" FOREIGN KEY ("tenant_id", "branch_id") REFERENCES "branch"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "two_factor" ADD CONSTRAINT "two_factor_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "person_link" ADD CONSTRAINT "person_link_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Two open invitations of one person would carry two roles.
CREATE UNIQUE INDEX invitation_one_open ON invitation (tenant_id, email) WHERE accepted_at IS NULL AND revoked_at IS NULL;
-- Accepted or revoked, each by somebody, never both.
ALTER TABLE invitation ADD CONSTRAINT invitation_ended CHECK (
  (accepted_at IS NULL) = (accepted_by_id IS NULL) AND (revoked_at IS NULL) = (revoked_by_id IS NULL)
  AND num_nonnulls(accepted_at, revoked_at) < 2);
-- Compared as people sign in: one spelling of an address.
ALTER TABLE invitation ADD CONSTRAINT invitation_email CHECK (email = lower(btrim(email)) AND email <> '');
-- A link that was replaced must not open beside the one that replaced it.
CREATE UNIQUE INDEX link_token_one_open ON link_token (tenant_id, purpose, subject_id) WHERE ended_at IS NULL;
ALTER TABLE link_token ADD CONSTRAINT link_token_generation CHECK (generation > 0);
-- SHA-256 in hexadecimal: a token itself written here by mistake does not fit.
ALTER TABLE link_token ADD CONSTRAINT link_token_hash CHECK (token_hash ~ '^[0-9a-f]{64}$');
CREATE UNIQUE INDEX person_link_one_open ON person_link (user_id, purpose) WHERE ended_at IS NULL;
ALTER TABLE person_link ADD CONSTRAINT person_link_generation CHECK (generation > 0);
ALTER TABLE person_link ADD CONSTRAINT person_link_hash CHECK (token_hash ~ '^[0-9a-f]{64}$');

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['member_branch', 'invitation', 'invitation_branch', 'link_token'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format($policy$CREATE POLICY own_tenant ON %I
      USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))
      WITH CHECK (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))$policy$, name);
    EXECUTE format('CREATE POLICY counter_reads ON %I FOR SELECT TO pitlane_counter USING (true)', name);
  END LOOP;
END $$;
-- Who was asked, and which links there were, is history.
REVOKE DELETE ON invitation, invitation_branch, link_token FROM pitlane_app;
-- I10 and I11 ask over all tenants, of ids alone.
GRANT SELECT (tenant_id) ON member_branch, invitation_branch TO pitlane_counter;
GRANT SELECT (tenant_id, id) ON invitation, link_token TO pitlane_counter;

-- ── Whose link it is ────────────────────────────────────────────────────────────────────────────

GRANT SELECT ON link_token TO pitlane_definer;
CREATE POLICY lookup_reads ON link_token FOR SELECT TO pitlane_definer USING (true);

/* The tenant and the row of a link, by its hash: open or ended, so that an ended one can say so. */
CREATE FUNCTION lookup.link_by_hash(p_hash text) RETURNS TABLE (tenant_id uuid, link_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT l.tenant_id, l.id FROM public.link_token l WHERE l.token_hash = p_hash
$$;
GRANT USAGE, CREATE ON SCHEMA lookup TO pitlane_definer;
ALTER FUNCTION lookup.link_by_hash(text) OWNER TO pitlane_definer;
REVOKE ALL ON FUNCTION lookup.link_by_hash(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION lookup.link_by_hash(text) TO pitlane_app;
REVOKE CREATE ON SCHEMA lookup FROM pitlane_definer;
