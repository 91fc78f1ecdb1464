import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { z } from "zod";
import { toast } from "#/components/ui/toast-store.ts";
import { isDamaged, whyNoImage } from "#/domain/image.ts";
import { logoIsTooLarge, logoLimits } from "#/domain/logo.ts";
import { fitInto } from "#/domain/logo-picture.ts";
import type { BusinessView } from "#/domain/settings.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import { useIdempotencyKey } from "#/trpc/idempotency.ts";

const refused = z.object({ message: z.string(), code: z.string() });
const unanswered = "Pitlane did not answer. Check the connection, then try again: the logo is not kept twice.";

/** A file that was chosen and not yet kept, as the browser itself shows it. */
export type ChosenLogo = {
  readonly file: File;
  readonly href: string;
  readonly size: { readonly width: number; readonly height: number };
};

/** Room for it on each of the two grounds. */
export const logoShownBox = { width: 220, height: 72 } as const;

/** A file as it can be looked at, or why it is refused: at once, in the server's own words, which decides again. */
const look = async (file: File): Promise<ChosenLogo | string> => {
  if (file.size > logoLimits.bytes) return logoIsTooLarge;
  const sentence = whyNoImage(new Uint8Array(await file.arrayBuffer()));
  if (sentence !== null) return sentence;
  const picture = await createImageBitmap(file).catch(() => null);
  if (picture === null) return isDamaged;
  const size = fitInto(picture, logoShownBox);
  picture.close();
  return { file, size, href: URL.createObjectURL(file) };
};

/** The logo as somebody changes it: a file is looked at first, then kept or put back. */
export const useLogo = ({ logo }: BusinessView) => {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const router = useRouter();
  const remove = useMutation(trpc.settings.removeLogo.mutationOptions());
  const key = useIdempotencyKey();
  const [chosen, setChosen] = useState<ChosenLogo | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  useEffect(() => () => (chosen === null ? undefined : URL.revokeObjectURL(chosen.href)), [chosen]);

  const reload = async (): Promise<void> => {
    await queries.invalidateQueries(trpc.settings.business.pathFilter());
    // The menu's head shows it too, and comes from the server.
    router.refresh();
  };
  const choose = async (file: File | undefined): Promise<void> => {
    key.renew();
    setError(null);
    setChosen(null);
    const looked = file === undefined ? null : await look(file);
    if (typeof looked === "string") setError(looked);
    else setChosen(looked);
  };

  /** True when it is done. */
  const doing = async (work: () => Promise<string | null>, said: string): Promise<boolean> => {
    if (busy) return false;
    setBusy(true);
    setError(null);
    const sentence = await work();
    setBusy(false);
    setError(sentence);
    if (sentence !== null) return false;
    key.renew();
    setChosen(null);
    toast(said, { mark: "ok" });
    return true;
  };

  const send = async ({ file }: ChosenLogo): Promise<string | null> => {
    try {
      const query = new URLSearchParams({ replaces: logo?.sha256 ?? "none", key: key.current });
      const response = await fetch(`/api/files/logo?${query}`, {
        method: "POST",
        body: file,
        // What it is, its own bytes say.
        headers: { "content-type": "application/octet-stream" },
      });
      if (response.ok) {
        await reload();
        return null;
      }
      const answer = refused.safeParse(await response.json()).data;
      key.renew();
      if (answer?.code === "STALE_VERSION") await reload();
      return answer?.message ?? unanswered;
    } catch {
      return unanswered;
    }
  };
  const takeAway = async (sha256: string): Promise<string | null> => {
    try {
      await remove.mutateAsync({ sha256, idempotencyKey: key.current });
      await reload();
      return null;
    } catch (caught) {
      const shown = errorOf(caught);
      key.renew();
      if (shown?.code === "STALE_VERSION") await reload();
      return shown?.sentence ?? unanswered;
    }
  };

  return {
    chosen,
    busy,
    error,
    choose,
    save: async () => chosen !== null && (await doing(() => send(chosen), "Logo saved")),
    remove: async () => logo !== null && (await doing(() => takeAway(logo.sha256), "Logo removed")),
  };
};
