import type { Storage } from "#/server/gateways/storage.ts";
import type { PublicForm } from "#/server/http/forms.ts";
import { bookForm } from "./booking.ts";
import { chooseForm } from "./choose.ts";
import { cancelForm, photosForm, rescheduleForm } from "./visit.ts";

/** Every form that is sent without a script, by the last part of its address. */
export const publicForms = (storage: Storage): Readonly<Record<string, PublicForm>> => ({
  book: bookForm,
  "cancel-visit": cancelForm,
  "reschedule-visit": rescheduleForm,
  "choose-messages": chooseForm,
  "visit-photos": photosForm(storage),
});
