import { ServiceException } from "#/domain/errors.ts";
import { uuidv7 } from "#/domain/ids.ts";
import type { Ctx } from "#/server/db/context.ts";
import { executeSteps, onAbandoned, type Tx } from "#/server/orchestrators/kernel.ts";

/** What the test tells the saga: where its gateway is, and whether settling is refused. */
export type Charge = { readonly gateway: string; readonly refuse: boolean };

const post = async (url: string, key: string): Promise<string> => {
  const response = await fetch(url, { method: "POST", headers: { "idempotency-key": key } });
  if (response.status === 402) throw new ServiceException("REFUSED_OUTSIDE", "The card was declined.");
  if (!response.ok) throw new Error(`The gateway answered ${response.status}.`);
  return response.text();
};

const note = async (tx: Tx, name: string): Promise<string> => {
  const id = uuidv7();
  await tx.client.customer.create({ data: { tenantId: tx.tenantId, id, name, addressLines: [] } });
  return id;
};

/** Three steps across a gateway: our own record, the charge, our own record again. */
export const charge = (ctx: Ctx, key: string, input: Charge): Promise<string> =>
  executeSteps(ctx, { name: "test.charge", key, input }, async (step) => {
    await step.transaction(
      "open",
      (tx) => note(tx, "opened"),
      async () => undefined,
    );
    const receipt = await step.external(
      "charge",
      () => post(`${input.gateway}/charge`, key),
      () => post(`${input.gateway}/refund`, key),
    );
    await step.transaction("settle", async (tx) => {
      if (input.refuse) throw new ServiceException("PREREQUISITES_UNMET", "The slot was taken meanwhile.");
      return note(tx, "settled");
    });
    return receipt;
  });

const isCharge = (input: unknown): input is Charge =>
  typeof input === "object" && input !== null && "gateway" in input && "refuse" in input;

onAbandoned("test.charge", (ctx, key, input) => {
  if (!isCharge(input)) throw new Error("The run's input is not a charge.");
  return charge(ctx, key, input);
});
