import type { Metadata } from "next";
import { headers } from "next/headers";
import { uuidv7 } from "#/domain/ids.ts";
import { ChooseScreen } from "#/features/choose/choose-screen.tsx";
import { keptFormOf } from "#/server/http/kept-form.ts";
import { caller, gone, orNotFound } from "../../ask.ts";

/** The address is the key to somebody's choice: it is named to nobody. */
export const metadata: Metadata = { title: { absolute: "Your messages" }, referrer: "no-referrer" };

type PageProps = {
  params: Promise<{ token: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export default async function ChoosePage({ params, searchParams }: PageProps) {
  const { token } = await params;
  const { form } = await searchParams;
  const found = await orNotFound((await caller()).messageChoice.byToken({ token }));
  if (found.found === "gone") return gone();
  const kept = keptFormOf(await headers(), typeof form === "string" ? form : undefined);
  return (
    <ChooseScreen
      done={kept?.values.done?.[0] === "chosen"}
      formKey={uuidv7()}
      refusal={kept?.sentence ?? null}
      token={token}
      view={found.view}
    />
  );
}
