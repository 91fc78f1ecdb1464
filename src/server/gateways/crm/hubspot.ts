import { fractionDigits } from "#/domain/money.ts";
import { answered, createHubSpotCall, type HubSpotCall } from "./hubspot-call.ts";
import { prepare } from "./hubspot-setting.ts";
import { type Crm, type CrmContact, CrmError, type CrmGateway } from "./port.ts";

/** Our id stands there in a property of which each value is taken once. */
const ours = "pitlane_id";
type Properties = { [name: string]: string };

/** Writes what stands under our id, making it where nothing does: asked twice it is the same record. */
const upsert = async (
  call: HubSpotCall,
  object: string,
  reference: string,
  properties: Properties,
): Promise<string> => {
  const inputs = [{ id: reference, idProperty: ours, properties: { ...properties, [ours]: reference } }];
  const { results } = await call((client) => client.crm.objects.batchApi.upsert(object, { inputs }));
  const [written] = results;
  if (written === undefined) throw new CrmError("unknown", "HubSpot's answer does not say what was written.");
  return written.id;
};

/** The last word is the family's name, as people write it. */
const namesOf = (name: string): { firstname: string; lastname: string } => {
  const words = name.trim().split(/\s+/);
  return { firstname: words.slice(0, -1).join(" "), lastname: words.at(-1) ?? "" };
};

const contactProperties = ({ name, email, phone, addressLines }: CrmContact): Properties => ({
  ...namesOf(name),
  // Empty takes away what stood there, also of who was erased here.
  email: email ?? "",
  phone: phone ?? "",
  address: addressLines.join(", "),
});

/** Who has the address there: HubSpot has one contact of an address. */
const byEmail = async (call: HubSpotCall, email: string): Promise<{ id: string; reference: string } | null> => {
  try {
    const found = await call((client) =>
      client.crm.objects.basicApi.getById("contacts", email, [ours], undefined, undefined, undefined, "email"),
    );
    return { id: found.id, reference: found.properties[ours] ?? "" };
  } catch (error) {
    if (answered(error, 404)) return null;
    throw error;
  }
};

const keepContact = async (call: HubSpotCall, contact: CrmContact, known: boolean): Promise<string> => {
  const { reference, email } = contact;
  const properties = contactProperties(contact);
  const there = email === null ? null : await byEmail(call, email);
  if (there === null || there.reference === reference) return upsert(call, "contacts", reference, properties);
  // Somebody whom HubSpot knew by the address already: that is who they are.
  if (there.reference === "" && !known) {
    const adopted = { properties: { ...properties, [ours]: reference } };
    return (await call((client) => client.crm.objects.basicApi.update("contacts", there.id, adopted))).id;
  }
  // Two customers with one address are two contacts, of which one alone can have it there.
  const { email: _, ...others } = properties;
  return upsert(call, "contacts", reference, others);
};

/** HubSpot over its own package: https://developers.hubspot.com/docs/api/overview, with the token of a private app. */
export const createHubSpot = ({
  apiBase,
  timeoutMs = 15_000,
}: {
  readonly apiBase: string;
  readonly timeoutMs?: number;
}): CrmGateway => ({
  open: (token): Crm => {
    const call = createHubSpotCall({ apiBase, token, timeoutMs });
    return {
      prepare: () => prepare(call),
      keepContact: (contact, known) => keepContact(call, contact, known),
      keepVehicle: (object, { reference, plate, make, model, year, vin }) =>
        upsert(call, object, reference, {
          plate,
          make,
          model,
          year: year === null ? "" : String(year),
          vin: vin ?? "",
        }),
      keepDeal: ({ reference, name, pipeline, stage, amountMinor, currency, severalCurrencies, closedOn, ...rest }) =>
        upsert(call, "deals", reference, {
          dealname: name,
          pipeline,
          dealstage: stage,
          amount: (amountMinor / 10 ** fractionDigits(currency)).toFixed(fractionDigits(currency)),
          ...(severalCurrencies ? { deal_currency_code: currency } : {}),
          closedate: closedOn === null ? "" : closedOn.toISOString(),
          pitlane_vehicle: rest.vehicle,
          pitlane_invoice: rest.invoice,
        }),
      associate: async (from, to) =>
        void (await call((client) =>
          client.crm.associations.v4.basicApi.createDefault(from.object, from.id, to.object, to.id),
        )),
    };
  },
});
