import "server-only";

import { headers } from "next/headers";
import { notFound } from "next/navigation";
import { createContext } from "#/server/api/context.ts";
import { createCaller } from "#/server/api/root.ts";
import { leadsNowhere, sayGone } from "#/server/http/gone.ts";

export type Caller = ReturnType<typeof createCaller>;

/** The procedures, in process, as a stranger's request reaches them. */
export const caller = async (): Promise<Caller> => createCaller(createContext(await headers()));

/** What an address names, before anything is sent: 404 for what never was there, or is spelled as nothing ever is. */
export const orNotFound = <Found>(asked: Promise<Found>): Promise<Found> =>
  asked.catch((error: unknown) => {
    if (leadsNowhere(error)) notFound();
    throw error;
  });

/** It was there once: 410. */
export const gone = async (): Promise<never> => {
  sayGone(await headers());
  notFound();
};
