import { z } from "zod";
import { id, moment, text } from "#/domain/fields.ts";

/** Notes on a job card. INTERNAL is for the workshop alone; CUSTOMER stands on the page of the visit. */
export const noteAudiences = ["INTERNAL", "CUSTOMER"] as const;
export type NoteAudience = (typeof noteAudiences)[number];

export const noteAudienceWords = {
  INTERNAL: "Internal",
  CUSTOMER: "For the customer",
} as const satisfies Record<NoteAudience, string>;

export const notesInput = z.object({ jobCardId: id });
export const addNoteInput = z.object({
  jobCardId: id,
  audience: z.enum(noteAudiences),
  body: text("Write something.", 2000),
});
export const removeNoteInput = z.object({ jobCardId: id, noteId: id });

export const noteView = z.object({
  id,
  audience: z.enum(noteAudiences),
  body: z.string(),
  authorName: z.string(),
  /** Written by who asks. */
  own: z.boolean(),
  createdAt: moment,
});
export type NoteView = z.infer<typeof noteView>;
/** The newest first. */
export const notesView = z.array(noteView);
export const noteChanged = z.object({ noteId: id });
