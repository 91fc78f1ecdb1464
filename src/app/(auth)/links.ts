import "server-only";

import { headers } from "next/headers";
import { notFound } from "next/navigation";
import { createContext } from "#/server/api/context.ts";
import { createCaller } from "#/server/api/root.ts";
import { leadsNowhere, sayGone } from "#/server/http/gone.ts";

type Caller = ReturnType<typeof createCaller>;

type Link = { readonly state: "open" | "gone" };

const isOpen = <Found extends Link>(found: Found): found is Extract<Found, { readonly state: "open" }> =>
  found.state === "open";

/** What a link leads to, decided before anything is sent: 404 for one that never was, 410 for one that has ended. */
export const openLink = async <Found extends Link>(
  read: (caller: Caller) => Promise<Found>,
): Promise<Extract<Found, { readonly state: "open" }>> => {
  const asked = await headers();
  const found = await read(createCaller(createContext(asked))).catch((error: unknown) => {
    if (leadsNowhere(error)) notFound();
    throw error;
  });
  if (isOpen(found)) return found;
  sayGone(asked);
  notFound();
};
