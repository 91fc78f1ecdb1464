import { isWordingKind, noOwnWords, type OwnWords, type WordingView, wordingKinds } from "#/domain/wording.ts";
import type { Db } from "#/server/db/transaction.ts";
import * as wordings from "#/server/repositories/wordings.ts";

/** Every kind of message in the order in which a customer gets them, with the words that were kept for it. */
export const list = async (db: Db): Promise<WordingView[]> => {
  const kept = new Map((await wordings.all(db)).map((row) => [row.kind, row]));
  return wordingKinds.map((kind) => ({ ...noOwnWords, id: null, version: 0, ...kept.get(kind), kind }));
};

/** The workshop's own words for a kind of message; empty ones where it keeps none. */
export const wordsFor = async (db: Db, kind: string): Promise<OwnWords> => {
  if (!isWordingKind(kind)) return noOwnWords;
  const { opening, closing, text } = (await wordings.of(db, kind)) ?? noOwnWords;
  return { opening, closing, text };
};

/** What a preview can be shown on. */
export const newestRecords = wordings.newest;
