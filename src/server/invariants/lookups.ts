/** The SECURITY DEFINER functions there may be: questions that precede a tenant, or need what row level security denies an index; answered with ids and counts, never rows. */
export const lookupFunctions: readonly string[] = [
  "lookup.abandoned_runs(integer)",
  "lookup.claim_events(integer,integer)",
  "lookup.delivery_states()",
  "lookup.find_parts(uuid,text)",
  "lookup.find_vehicles(uuid,text,integer)",
  "lookup.link_by_hash(text)",
  "lookup.match_customers(uuid,text,text,text,integer)",
  "lookup.memberships_of_user(uuid)",
  "lookup.outbox_figures()",
  "lookup.overdue_deliveries(integer,integer)",
  "lookup.pending_money(timestamp with time zone,integer)",
  "lookup.tenant_of_reference(text)",
  "lookup.tenant_of_slug(text)",
  "lookup.tenant_of_text(text)",
  "lookup.tenants()",
  "lookup.tenants_to_seal()",
];

/** The role that owns them, with wide policies on the tables they read. */
export const lookupOwner = "pitlane_definer";

/** What no tenant can see of itself, for I10: counted by a role of its own, which reads tenant and id of every table and nothing else. */
export const counterFunctions: readonly string[] = ["lookup.foreign_ids(uuid,uuid[])", "lookup.rows_without_tenant()"];
export const counter = "pitlane_counter";

/** What takes back an import, and the role that owns it: it deletes what the application may not, within one tenant. */
export const undoFunctions: readonly string[] = [
  "undo.remove_imported(uuid,uuid[])",
  "undo.remove_opening(uuid,uuid[])",
];
export const undoer = "pitlane_undoer";

/** The group role whose rights the application's login has. */
export const applicationGroup = "pitlane_app";

/** Indexes of tenants' tables that do not begin with the tenant, because they are read before one is known. */
export const queueIndexes: readonly string[] = [
  "event_delivery_due",
  "link_token_token_hash_key",
  "member_user_id_idx",
  "message_reference",
  "message_text_to",
  "orchestration_run_leased",
  "outbox_event_due",
  "payment_pending",
  "refund_pending",
  "tenant_slug_key",
];
