import { notFound, ValidationException } from "#/domain/errors.ts";
import { uuidv7 } from "#/domain/ids.ts";
import type { TemplateFields, TemplateView } from "#/domain/template.ts";
import type { Ctx } from "#/server/db/context.ts";
import { sqlStateOf } from "#/server/db/failures.ts";
import { executeInTransaction, type Tx } from "#/server/orchestrators/kernel.ts";
import * as templates from "#/server/repositories/templates.ts";
import { stale } from "#/server/services/settings.ts";

type Keyed = { readonly idempotencyKey: string };
type Versioned = Keyed & { readonly templateId: string; readonly version: number };

const taken = (name: string) =>
  new ValidationException("DUPLICATE", `There is a template called ${name} already. Give this one another name.`, {
    field: "name",
  });

/** Adds a template for every branch. @throws DUPLICATE; NOT_FOUND for a part that is not there */
export const createTemplate = (ctx: Ctx, { idempotencyKey, ...input }: TemplateFields & Keyed) => {
  const templateId = uuidv7();
  return executeInTransaction(
    ctx,
    "settings.create-template",
    async (tx) => {
      await requireParts(tx, input);
      if (!(await templates.insert(tx, templateId, input))) throw taken(input.name);
      const made = await templates.load(tx, templateId);
      tx.audit({
        action: "template.created",
        subjectType: "template",
        subjectId: templateId,
        changes: { name: made.name, lineNames: linesSaid(made) },
      });
      return made;
    },
    { idempotencyKey, input, subject: { type: "template", id: templateId } },
  );
};

/** Changes a template; cards that had it stay as they are. @throws STALE_VERSION; DUPLICATE; NOT_FOUND */
export const changeTemplate = (ctx: Ctx, { idempotencyKey, ...input }: TemplateFields & Versioned) =>
  executeInTransaction(
    ctx,
    "settings.update-template",
    async (tx) => {
      const { templateId, version, ...fields } = input;
      const before = await templates.load(tx, templateId);
      await requireParts(tx, fields);
      if (!(await rewrite(tx, templateId, version, fields))) throw stale("this template", before.version);
      const after = await templates.load(tx, templateId);
      tx.audit({
        action: "template.changed",
        subjectType: "template",
        subjectId: templateId,
        changes: { name: [before.name, after.name], lines: [linesSaid(before), linesSaid(after)] },
      });
      return after;
    },
    { idempotencyKey, input, subject: { type: "template", id: input.templateId } },
  );

/** Takes a template away. @throws STALE_VERSION */
export const removeTemplate = (ctx: Ctx, { idempotencyKey, ...input }: Versioned) =>
  executeInTransaction(
    ctx,
    "settings.remove-template",
    async (tx) => {
      const before = await templates.load(tx, input.templateId);
      if (!(await templates.remove(tx, input.templateId, input.version))) throw stale("this template", before.version);
      tx.audit({
        action: "template.removed",
        subjectType: "template",
        subjectId: input.templateId,
        changes: { name: before.name, lineNames: linesSaid(before) },
      });
      return { templateId: input.templateId };
    },
    { idempotencyKey, input, subject: { type: "template", id: input.templateId } },
  );

const linesSaid = ({ lines }: TemplateView): string[] =>
  lines.map(({ description, minutes, quantity }) =>
    minutes === null ? `${quantity} × ${description}` : `${description}, ${minutes} min`,
  );

const requireParts = async (tx: Tx, { lines }: TemplateFields): Promise<void> => {
  const ids = new Set(lines.flatMap((line) => (line.kind === "PART" ? [line.partId] : [])));
  if (ids.size > 0 && (await templates.partsKnown(tx, [...ids])) !== ids.size) throw notFound("This part");
};

const rewrite = async (tx: Tx, id: string, version: number, fields: TemplateFields): Promise<boolean> => {
  try {
    return await templates.update(tx, id, version, fields);
  } catch (error) {
    if (sqlStateOf(error) === "23505") throw taken(fields.name);
    throw error;
  }
};
