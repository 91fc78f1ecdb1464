import { z } from "zod";
import { id, text } from "#/domain/fields.ts";
import type { Permission } from "#/domain/permissions.ts";

/** Lists whose filters a member may keep under a name. */
export const viewPages = ["history", "invoices"] as const;
export type ViewPage = (typeof viewPages)[number];
/** Who may open the list may have its views. */
const permissionOf = { history: "history.read", invoices: "invoice.read" } as const satisfies Record<
  ViewPage,
  Permission
>;
export const viewPagesFor = (permissions: ReadonlySet<Permission>): ViewPage[] =>
  viewPages.filter((page) => permissions.has(permissionOf[page]));

export const listViewsInput = z.object({ page: z.enum(viewPages) });

export const saveViewInput = z.object({
  page: z.enum(viewPages),
  name: text("Give the view a name.", 60),
  /** What stands after the `?` of the list's address. */
  address: z.string().max(2000, "This filter is too long to be kept."),
  /** With everybody who may open the list. */
  shared: z.boolean(),
});
export const removeViewInput = z.object({ viewId: id });

export const savedView = z.object({
  id,
  name: z.string(),
  address: z.string(),
  shared: z.boolean(),
  /** Another member's, who shares it; null for one's own. */
  by: z.string().nullable(),
});
export type SavedView = z.infer<typeof savedView>;
export const savedViews = z.array(savedView);
export const viewChanged = z.object({ viewId: id });
