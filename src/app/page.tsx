import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { sessionOf } from "#/server/auth.ts";

/** The bare address leads to the board, or to the door in front of it. */
export default async function Home() {
  redirect((await sessionOf(await headers())) === null ? "/sign-in" : "/board");
}
