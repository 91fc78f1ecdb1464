import {
  closeSync,
  existsSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import {
  type AnswerRecord,
  type ChargeRecord,
  type EventRecord,
  type IntentRecord,
  type RefundRecord,
  recordSchema,
  type SandboxRecord,
  type TokenRecord,
} from "./records.ts";

export type Store = {
  readonly intents: ReadonlyMap<string, IntentRecord>;
  readonly charges: ReadonlyMap<string, ChargeRecord>;
  readonly refunds: ReadonlyMap<string, RefundRecord>;
  readonly tokens: ReadonlyMap<string, TokenRecord>;
  readonly events: ReadonlyMap<string, EventRecord>;
  readonly answers: ReadonlyMap<string, AnswerRecord>;
  /** All of these records, or none; in the file before it returns. */
  readonly commit: (records: readonly SandboxRecord[]) => void;
  readonly close: () => void;
};

const line = z.array(recordSchema);

/** The whole lines of the journal. A last one without its end was being written by a process that was killed: nobody has been told of it. */
const readJournal = (file: string): SandboxRecord[] => {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.slice(0, -1).flatMap((text) => line.parse(JSON.parse(text)));
};

const parts = <Item>(records: Iterable<Item>, size: number): Item[][] => {
  const all = [...records];
  return Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.slice(at * size, at * size + size));
};

/**
 * Opens the books in `directory`: a journal, one line for each thing that happened, with all the records that it
 * changed. It is written by one system call before anybody is answered, so a process that is killed loses nothing it
 * has said; no fsync, as this is play money: a power cut may lose the last seconds.
 */
export const openStore = (directory: string): Store => {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const file = join(directory, "journal.jsonl");
  const intents = new Map<string, IntentRecord>();
  const charges = new Map<string, ChargeRecord>();
  const refunds = new Map<string, RefundRecord>();
  const tokens = new Map<string, TokenRecord>();
  const events = new Map<string, EventRecord>();
  const answers = new Map<string, AnswerRecord>();
  const put = (record: SandboxRecord): void => {
    switch (record.kind) {
      case "intent":
        return void intents.set(record.id, record);
      case "charge":
        return void charges.set(record.id, record);
      case "refund":
        return void refunds.set(record.id, record);
      case "token":
        return void tokens.set(record.id, record);
      case "event":
        return void events.set(record.id, record);
      case "answer":
        return void answers.set(record.id, record);
    }
  };
  for (const record of readJournal(file)) put(record);

  // Begun anew with what counts now, which also takes away half a line at its end.
  const all = [intents, charges, refunds, tokens, events, answers].flatMap((each): SandboxRecord[] => [
    ...each.values(),
  ]);
  const draft = `${file}.part`;
  writeFileSync(
    draft,
    parts(all, 100)
      .map((some) => `${JSON.stringify(some)}\n`)
      .join(""),
    { mode: 0o600 },
  );
  renameSync(draft, file);
  const journal = openSync(file, "a", 0o600);
  let size = fstatSync(journal).size;

  return {
    intents,
    charges,
    refunds,
    tokens,
    events,
    answers,
    commit: (records) => {
      if (records.length === 0) return;
      const text = Buffer.from(`${JSON.stringify(records)}\n`);
      try {
        for (let written = 0; written < text.length; ) written += writeSync(journal, text, written);
      } catch (error) {
        // Half a line in the middle would spoil the next one.
        ftruncateSync(journal, size);
        throw error;
      }
      size += text.length;
      for (const record of records) put(record);
    },
    close: () => closeSync(journal),
  };
};
