import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { consumersOf } from "#/domain/events.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { type ScheduleName, scheduleNames, schedules } from "#/domain/schedules.ts";
import { insertRows } from "../../prisma/seed/write.ts";
import { letReminderCome } from "../booking/reminding.ts";
import { examples } from "../doors/examples.ts";
import { buildConnection, buildEndpoint } from "../doors/hooks.ts";
import { logoPicture, shownLogo } from "../doors/logo.ts";
import { kindOf, procedures } from "../doors/procedures.ts";
import type { World } from "../doors/world.ts";
import { type Ask, undecided } from "./ask.ts";

export type Stage = {
  readonly world: World;
  readonly ask: Ask;
  readonly origin: string;
  readonly cookie: string;
  readonly listening: () => Promise<void>;
};

/** Something a person does, ready to be begun; `begin` ends when it was answered, however often it had to be asked. */
export type Story = {
  readonly name: string;
  /** What of a tenant there is but one of: stories about the same are not told in one tenant at a time. */
  readonly about?: string;
  readonly prepare: (stage: Stage) => Promise<() => Promise<void>>;
};

/** Waits until the database says so. */
const until = async ({ world }: Stage, sql: string, values: unknown[]): Promise<void> => {
  while ((await world.admin.query(sql, values)).rowCount === 0) await pause(20);
};

/** Opens an invoice's PDF that nobody has recorded yet: an invoice from before its file was kept. */
const openFile: Story = {
  name: "file opened",
  prepare: async (stage) => {
    const { world, origin, cookie, listening } = stage;
    const { invoiceId } = await world.invoice();
    await until(
      stage,
      `select 1 where not exists (
         select 1 from event_delivery d join outbox_event e on e.tenant_id = d.tenant_id and e.id = d.event_id
          where e.data ->> 'invoiceId' = $1 and d.state in ('PENDING', 'RUNNING'))`,
      [invoiceId],
    );
    await world.admin.query("delete from invoice_file where invoice_id = $1", [invoiceId]);
    return async () => {
      for (;;) {
        await listening();
        const opened = await fetch(`${origin}/api/files/invoices/${invoiceId}`, { headers: { cookie } }).then(
          (response) => response.ok,
          () => false,
        );
        if (opened) return;
        await pause(10);
      }
    };
  },
};

/** Sends a logo to the door for files, again until it is kept. */
const sendLogo = async (
  { origin, cookie, listening }: Stage,
  { body, replaces }: { readonly body: Uint8Array<ArrayBuffer>; readonly replaces: string },
): Promise<void> => {
  const query = new URLSearchParams({ replaces, key: `story-${uuidv7()}` });
  const headers = { cookie, origin, "sec-fetch-site": "same-origin", "content-type": "application/octet-stream" };
  for (;;) {
    await listening();
    const answer = await fetch(`${origin}/api/files/logo?${query}`, { method: "POST", headers, body }).catch(
      () => null,
    );
    if (answer?.ok) return;
    const refusal = answer === null ? null : z.object({ code: z.string() }).parse(await answer.json());
    if (refusal !== null && !undecided.has(refusal.code)) throw new Error(`A logo was refused: ${refusal.code}`);
    await pause(10);
  }
};

const anotherLogo = async (stage: Stage) => ({
  body: await logoPicture(`#${uuidv7().slice(-6)}`),
  replaces: await shownLogo(stage.world.admin, stage.world.tenant),
});

const keepsLogo: Story = {
  name: "logo kept",
  about: "the logo",
  prepare: async (stage) => {
    const logo = await anotherLogo(stage);
    return () => sendLogo(stage, logo);
  },
};

/** Its file is there, since invoices of other stories may be issued with it. */
const removesLogo: Story = {
  name: "settings.removeLogo",
  about: "the logo",
  prepare: async (stage) => {
    await sendLogo(stage, await anotherLogo(stage));
    const sha256 = await shownLogo(stage.world.admin, stage.world.tenant);
    const key = `story-${uuidv7()}`;
    return async () => void (await stage.ask("settings.removeLogo", { sha256 }, key));
  },
};

/** An alert that was given up and is told again, by each of its ways. */
const alerted = (consumer: string): Story => ({
  name: `alerted by ${consumer}`,
  prepare: async ({ world, ask }) => {
    const deliveryId = (await world.dead()).all.get(consumer);
    const key = `story-${uuidv7()}`;
    return async () => void (await ask("operation.retry", { deliveryId }, key));
  },
});

/** The time of a reminder that comes, of an appointment that was booked before. */
const reminded: Story = {
  name: "reminded",
  prepare: async (stage) => {
    const { world } = stage;
    const book = examples["appointment.book"];
    if (!book) throw new Error("There is no example of appointment.book.");
    const key = `story-${uuidv7()}`;
    const { answer } = await stage.ask("appointment.book", await book(world), key);
    const { appointment } = z.object({ appointment: z.object({ id: z.string() }) }).parse(answer.data);
    return async () => {
      await letReminderCome(world.admin, appointment.id, "DAY");
      await until(
        stage,
        `select 1 from outbox_event e join event_delivery d on d.tenant_id = e.tenant_id and d.event_id = e.id
          where e.subject_id = $1 and e.data ->> 'notice' = 'DAY' and d.attempts_started > 0`,
        [appointment.id],
      );
    };
  },
};

/** A text that comes back, about an appointment that was told of by text. */
const answered = (body: "C" | "R"): Story => ({
  name: `answered ${body}`,
  prepare: async (stage) => {
    const { world } = stage;
    const book = examples["appointment.book"];
    if (!book) throw new Error("There is no example of appointment.book.");
    const { answer } = await stage.ask("appointment.book", await book(world), `story-${uuidv7()}`);
    const { appointment } = z.object({ appointment: z.object({ id: z.string() }) }).parse(answer.data);
    const phone = `+4477${uuidv7().replace(/\D/g, "").slice(-8).padStart(8, "0")}`;
    await insertRows(world.admin, "message", [
      {
        tenant_id: world.tenant.tenantId,
        id: uuidv7(),
        channel: "SMS",
        state: "SENT",
        kind: "appointment-reminder",
        recipient: phone,
        subject: "",
        body_text: "Tomorrow 08:30.",
        customer_id: world.customer.customerId,
        appointment_id: appointment.id,
        source_key: `built:${uuidv7()}`,
        sent_at: new Date(),
      },
    ]);
    // As the webhook notes it: the stories' server has a database of its own.
    const { tenantId } = world.tenant;
    const [runId, eventId, answerId, now] = [uuidv7(), uuidv7(), uuidv7(), new Date()];
    const wish = body === "C" ? "CANCEL" : "RESCHEDULE";
    return async () => {
      await insertRows(world.admin, "text_answer", [
        {
          tenant_id: tenantId,
          id: answerId,
          provider_id: `story-${answerId}`,
          sender: phone,
          body,
          wish,
          customer_id: world.customer.customerId,
          appointment_id: appointment.id,
          received_at: now,
        },
      ]);
      await insertRows(world.admin, "orchestration_run", [
        {
          tenant_id: tenantId,
          id: runId,
          name: "text.hear-answer",
          state: "COMPLETED",
          actor_kind: "system",
          actor_name: "Mobile network",
          correlation_id: "story",
          started_at: now,
          finished_at: now,
          fence: 0,
        },
      ]);
      // Due in a moment: whoever finds it then finds what it owes.
      await insertRows(world.admin, "outbox_event", [
        {
          tenant_id: tenantId,
          id: eventId,
          type: "text/answered",
          version: 1,
          subject_type: "appointment",
          subject_id: appointment.id,
          correlation_id: "story",
          run_id: runId,
          data: { answerId, appointmentId: appointment.id },
          consumers: ["act-on-answer"],
          occurred_at: now,
          state: "PENDING",
          sends: 0,
          available_at: new Date(now.getTime() + 2000),
        },
      ]);
      await insertRows(world.admin, "event_delivery", [
        {
          tenant_id: tenantId,
          event_id: eventId,
          consumer: "act-on-answer",
          id: uuidv7(),
          state: "PENDING",
          attempts_started: 0,
          attempts_finished: 0,
          available_at: now,
          fence: 0,
          created_at: now,
        },
      ]);
      await until(
        stage,
        `select 1 from outbox_event e join event_delivery d on d.tenant_id = e.tenant_id and d.event_id = e.id
          where e.subject_id = $1 and e.type = 'text/answered' and d.attempts_started > 0`,
        [appointment.id],
      );
    };
  },
});

/** A request that is answered with a link to choose a time by. */
const offered: Story = {
  name: "offered",
  prepare: async ({ world, ask }) => {
    const confirm = examples["appointment.confirmRequest"];
    if (!confirm) throw new Error("There is no example of appointment.confirmRequest.");
    const input = { ...(await confirm(world)), startsAt: null };
    const key = `story-${uuidv7()}`;
    return async () => void (await ask("appointment.confirmRequest", input, key));
  },
};

/** What the clock begins, now instead of at its time. */
const scheduled = (schedule: ScheduleName): Story => ({
  name: schedule,
  prepare: async (stage) => {
    const id = uuidv7();
    const event = {
      id: `cron:${id}`,
      name: "inngest/scheduled.timer",
      data: { cron: schedules[schedule].cron },
      ts: Date.now(),
    };
    return async () => {
      await insertRows(stage.world.admin, "runner_run", [
        {
          id,
          event_id: event.id,
          function_id: `pitlane-scheduled-${schedule}`,
          event,
          state: "PENDING",
          attempt: 0,
          fence: 0,
          available_at: new Date(),
          created_at: new Date(),
        },
      ]);
      // Begun, or put down until a retry.
      await until(
        stage,
        "select 1 from runner_run where id = $1 and (state <> 'PENDING' or lease_until is null and fence > 0)",
        [id],
      );
    };
  },
});

/** A saga that ended in its failure answers with it whenever its key comes again: a person would ask under another. */
const sagaFailed = async ({ admin }: World, key: string): Promise<boolean> => {
  const { rowCount } = await admin.query(
    "select 1 from orchestration_run where (saga_key = $1 or saga_key like '%:' || $1) and state in ('FAILED', 'COMPENSATED')",
    [key],
  );
  return rowCount !== 0;
};

/** An invoice that is owed to books that were disconnected meanwhile. */
const bookedNowhere: Story = {
  name: "books gone",
  about: "the connections",
  prepare: async ({ world, ask }) => {
    const { tenantId } = world.tenant;
    const { jobCardId } = await world.card();
    const sourceId = uuidv7();
    const key = `booked-${uuidv7()}`;
    return async () => {
      await world.admin.query(
        "insert into event_subscription values ($1, 'invoice/generated', 'sync-accounting', $2)",
        [tenantId, sourceId],
      );
      await ask("jobCard.complete", { jobCardId }, key);
      await world.admin.query("delete from event_subscription where source_id = $1", [sourceId]);
    };
  },
};

/** What stood before the books were connected, of which there is nothing. */
const broughtAfterwards: Story = {
  name: "brought afterwards",
  about: "the connections",
  prepare: async ({ world, ask }) => {
    await buildConnection(world);
    const key = `backfill-${uuidv7()}`;
    return async () => {
      await ask("connection.backfill", { system: "BOOKS", since: "2199-01-01" }, key);
      // Other stories begin without books.
      await world.admin.query(
        "update connection set tokens = '', disconnected_at = now() where tenant_id = $1 and disconnected_at is null",
        [world.tenant.tenantId],
      );
    };
  },
};

/** A job that is owed to a CRM that was disconnected meanwhile. */
const toldNobody: Story = {
  name: "crm gone",
  about: "the connections",
  prepare: async ({ world, ask }) => {
    const { jobCardId } = await world.card();
    const sourceId = uuidv7();
    const key = `crm-${uuidv7()}`;
    return async () => {
      await world.admin.query("insert into event_subscription values ($1, 'job-card/completed', 'update-crm', $2)", [
        world.tenant.tenantId,
        sourceId,
      ]);
      await ask("jobCard.complete", { jobCardId }, key);
      await world.admin.query("delete from event_subscription where source_id = $1", [sourceId]);
    };
  },
};

/** An event that an endpoint is told of, from the completion to the message's answer. */
const toldElsewhere: Story = {
  name: "webhook told",
  prepare: async ({ world, ask }) => {
    const { endpointId } = await buildEndpoint(world);
    const { jobCardId } = await world.card();
    const key = `told-${uuidv7()}`;
    return async () => {
      await world.admin.query(
        `with heard as (update webhook_endpoint set events = '{invoice.generated}' where id = $2)
         insert into event_subscription values ($1, 'invoice/generated', 'send-webhooks', $2)`,
        [world.tenant.tenantId, endpointId],
      );
      await ask("jobCard.complete", { jobCardId }, key);
      // Later stories of this tenant are told to nobody else.
      await world.admin.query("delete from event_subscription where source_id = $1", [endpointId]);
    };
  },
};

const oneOfATenant = [
  [/^booking\.|BookingRules$/, "the hours"],
  [/^connection\./, "the connections"],
  [/^stockCount\.post$|^part\.adjust$/, "the shelf"],
] as const;

/** Every mutation of the router, what the clock begins, and what else writes. */
export const stories: readonly Story[] = [
  ...procedures
    .filter((procedure) => kindOf(procedure) === "mutation" && procedure.path !== removesLogo.name)
    .map(
      ({ path }): Story => ({
        name: path,
        about: oneOfATenant.find(([name]) => name.test(path))?.[1],
        prepare: async ({ world, ask }) => {
          const example = examples[path];
          if (!example) throw new Error(`There is no example of ${path}.`);
          const input = await example(world);
          const key = `story-${uuidv7()}`;
          return async () => void (await ask(path, input, key, () => sagaFailed(world, key)));
        },
      }),
    ),
  ...consumersOf["alert/raised"].map(alerted),
  ...scheduleNames.map(scheduled),
  reminded,
  answered("C"),
  answered("R"),
  offered,
  bookedNowhere,
  toldNobody,
  broughtAfterwards,
  toldElsewhere,
  openFile,
  keepsLogo,
  removesLogo,
];
