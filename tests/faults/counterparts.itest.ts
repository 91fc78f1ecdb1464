import { afterAll, expect, test } from "vitest";
import { consumersOf, optionalConsumersOf } from "#/domain/events.ts";
import { scheduleNames } from "#/domain/schedules.ts";
import { startXero } from "../connections/xero/server.ts";
import { builtBooks, hubSpotUrl, listener } from "../doors/hooks.ts";
import { nightly } from "../harness/rounds.ts";
import { settled } from "./aftermath.ts";
import { type Fault, faults, faultyHttp, faultySmtp, startTexts, type Weather } from "./faulty.ts";
import { openStage, type Troupe } from "./stage.ts";
import { stories } from "./stories.ts";

const closing: (() => unknown)[] = [];
afterAll(async () => {
  for (const close of closing.reverse()) await close();
});

const allConsumers = new Set<string>([consumersOf, optionalConsumersOf].flatMap((each) => Object.values(each).flat()));

/** Whose effect is here alone: a row, or a file. All others bring something to somebody. */
const atHome: ReadonlySet<string> = new Set([
  "update-analytics",
  "check-stock-levels",
  "draft-purchase-order",
  "carry-import-on",
  "carry-backfill-on",
  "store-pdf",
  "store-credit-note",
  "send-webhooks",
]);

/** What the clock begins has no delivery; whoever connects a CRM is told on the spot what it says. */
const leftOut: ReadonlySet<string> = new Set([...scheduleNames, "connection.connectCrm"]);

/** A product whose mails, texts, webhooks, books and CRM are behind doors. */
const openTown = async (fault: Fault) => {
  const weather: Weather = { fault: null };
  let cutAll = (): void => undefined;
  const door = async (target: string) => {
    const opened = await faultyHttp(target, weather);
    closing.push(opened.close);
    return opened.url;
  };
  const [texts, xero] = [await startTexts(), await startXero({ built: builtBooks })];
  closing.push(texts.close, xero.close);
  const books = await door(xero.url);
  const before = globalThis.pitlaneTestListener;
  closing.push(() => {
    globalThis.pitlaneTestListener = before;
  });
  globalThis.pitlaneTestListener = door(await listener());
  const stage = await openStage(`counterparts-${fault}`, {
    mailsThrough: async (smtpUrl) => {
      const opened = await faultySmtp(smtpUrl, weather);
      closing.push(opened.close);
      ({ cutAll } = opened);
      return opened.url;
    },
    environment: {
      TWILIO_ACCOUNT_SID: "AC42",
      TWILIO_AUTH_TOKEN: "token",
      TWILIO_FROM: "+441227960014",
      TWILIO_API_BASE: await door(texts.url),
      XERO_API_BASE: books,
      XERO_LOGIN_BASE: books,
      XERO_IDENTITY_BASE: books,
      HUBSPOT_API_BASE: await door(await hubSpotUrl()),
      CONNECTIONS_ALLOW_PRIVATE: "1",
      DATABASE_POOL_SIZE: "60",
    },
  });
  const turn = (fault: Fault | null): void => {
    weather.fault = fault;
    cutAll();
  };
  return { stage, turn };
};

type Row = { consumer: string; state: string; attempts: number; tasks: number; error: string | null };

// One that does not answer takes three times fifteen seconds of everybody: at night.
test.each(faults.filter((fault) => nightly || fault !== "hang"))(
  "whoever something is brought to (%s): three tries, one task, and Retry brings it",
  { timeout: 1_800_000 },
  async (fault) => {
    const { stage, turn } = await openTown(fault);
    const troupes: Troupe[] = [stage];
    const toldOf = new Map<string, number>();
    const begins: (() => Promise<void>)[] = [];
    for (const story of stories.filter(({ name }) => !leftOut.has(name))) {
      const about = story.about ?? story.name;
      const nth = toldOf.get(about) ?? 0;
      toldOf.set(about, nth + 1);
      troupes[nth] ??= await stage.troupe();
      begins.push(await story.prepare(troupes[nth]));
    }
    await stage.drain();
    const since = new Date();

    turn(fault);
    const told = await Promise.allSettled(begins.map((begin) => begin()));
    expect(told.flatMap((each) => (each.status === "rejected" ? String(each.reason) : []))).toEqual([]);
    await settled(stage.admin);
    const { rows } = await stage.admin.query<Row>(
      `select d.consumer, d.state, d.attempts_started as attempts, d.last_error as error,
              (select count(*)::int from manual_task t
                where t.tenant_id = d.tenant_id and t.source_key = 'delivery:' || d.id and t.state = 'OPEN') as tasks
         from event_delivery d where d.finished_at > $1 order by d.consumer`,
      [since],
    );
    const dead = rows.filter(({ state }) => state === "DEAD");
    expect(dead.filter(({ consumer }) => atHome.has(consumer))).toEqual([]);
    expect(dead.filter(({ attempts, tasks }) => attempts !== 3 || tasks !== 1)).toEqual([]);
    const failed = new Set(dead.map(({ consumer }) => consumer));
    expect([...allConsumers].filter((consumer) => !atHome.has(consumer) && !failed.has(consumer))).toEqual([]);

    turn(null);
    const { retried, messages } = await stage.expectWhole();
    expect(retried).toBeGreaterThanOrEqual(dead.length);
    const { rows: open } = await stage.admin.query(
      `select t.title, t.detail from manual_task t join event_delivery d on d.tenant_id = t.tenant_id and t.source_key = 'delivery:' || d.id
        where t.state = 'OPEN' and d.state = 'DONE'`,
    );
    expect(open).toEqual([]);
    console.info(
      `${fault}: ${rows.length} deliveries of ${allConsumers.size} consumers, ${dead.length} given up after three tries and brought by Retry, ${messages} messages`,
    );
    await stage.server.end();
  },
);
