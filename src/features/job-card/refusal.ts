import { toast } from "#/components/ui/toast-store.ts";
import { errorOf } from "#/trpc/error.ts";

/** The server's sentence, for a verb without a place of its own to show it. */
export const sayRefusal = (error: unknown): void => {
  const shown = errorOf(error);
  if (shown) toast(shown.sentence, { mark: "bad", seconds: 12 });
};
