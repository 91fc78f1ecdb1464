import {
  type ImportMapping,
  type ImportNoun,
  type ImportProblem,
  type ImportValue,
  importNounWords,
} from "#/domain/import.ts";
import { formatMoney, parseMoney } from "#/domain/money.ts";
import { parsePhone } from "#/domain/phone.ts";
import { parseQuantity, quantityText } from "#/domain/quantity.ts";
import { displayPlate, normalisePlate } from "#/domain/vehicle-plate.ts";

/** What reading a cell depends on. */
export type ImportSettings = {
  /** ISO 3166 alpha-2: how telephone numbers are dialled. */
  readonly country: string;
  readonly currency: string;
  /** The branch's rates; the first is used where a file says none. */
  readonly taxRatesBp: readonly number[];
};

type Read = { readonly value: ImportValue } | { readonly problem: string };

export type ImportField = {
  readonly name: string;
  readonly title: string;
  /** A new record cannot do without it; one that is there can. */
  readonly required: boolean;
  /** How headings of other programs call it, letters and digits alone. */
  readonly called: readonly string[];
  /** Told beside the field where its name does not say it. */
  readonly hint?: string;
  readonly read: (text: string, settings: ImportSettings) => Read;
};

const value = (read: ImportValue): Read => ({ value: read });
const problem = (sentence: string): Read => ({ problem: sentence });

const text =
  (max: number) =>
  (cell: string): Read =>
    cell.length > max ? problem(`It has ${cell.length} characters; ${max} at most are kept.`) : value(cell);

const amount = (cell: string, { currency }: ImportSettings): Read => {
  const minor = parseMoney(decimalPoint(cell), currency);
  if (minor === null || minor > 100_000_000_000)
    return problem(
      `“${short(cell)}” is not a price. Write it as ${formatMoney(118_440, currency, "en-GB").replace(/[^\d.]/g, "")}.`,
    );
  return value(minor);
};

const quantity = (cell: string): Read => {
  const milli = parseQuantity(decimalPoint(cell));
  return milli === null || milli < 0
    ? problem(`“${short(cell)}” is not a quantity. Write it as 4 or 4.5, with three decimals at most.`)
    : value(quantityText(milli));
};

/** `20`, `20%`, `0.2` is a fifth of a per cent, as it says. */
const taxRate = (cell: string, { taxRatesBp }: ImportSettings): Read => {
  const milli = parseQuantity(decimalPoint(cell.replace(/\s*%$/, "")));
  const bp = milli === null ? null : milli / 10;
  if (bp !== null && taxRatesBp.includes(bp)) return value(bp);
  return problem(
    `“${short(cell)}” is not a tax rate of the branch. It has ${taxRatesBp.map((rate) => `${rate / 100}%`).join(", ")}.`,
  );
};

const email = (cell: string): Read =>
  /^[^\s@,;<>"]+@[^\s@,;<>"]+\.[^\s@,;<>".]{2,}$/.test(cell) && cell.length <= 254
    ? value(cell.toLowerCase())
    : problem(`“${short(cell)}” is not an e-mail address.`);

const phone = (cell: string, { country }: ImportSettings): Read => {
  const parsed = parsePhone(cell, country);
  return parsed.ok ? value(parsed.e164) : problem(parsed.reason);
};

const plate = (cell: string): Read =>
  /^[\p{L}\p{N}]{1,16}$/u.test(normalisePlate(cell))
    ? value(displayPlate(cell))
    : problem(`“${short(cell)}” is not a plate: 1 to 16 letters and digits.`);

const year = (cell: string): Read =>
  /^(?:19|20)\d\d$/.test(cell) ? value(Number(cell)) : problem(`“${short(cell)}” is not a year. Write it as 2019.`);

const vin = (cell: string): Read => {
  const plain = cell.toUpperCase().replace(/[\s-]/g, "");
  return /^[A-HJ-NPR-Z0-9]{5,17}$/.test(plain)
    ? value(plain)
    : problem(`“${short(cell)}” is not a VIN: 17 letters and digits, without I, O and Q.`);
};

/** `1.184,40` and `4,5` as the continent writes them; what is plain stays. */
const decimalPoint = (cell: string): string => {
  const plain = cell.replace(/[\s']/g, "");
  if (/^[^\d]*\d{1,3}(?:\.\d{3})*,\d{1,3}[^\d]*$/.test(plain) && !/^[^\d]*\d{1,3}(?:,\d{3})+[^\d]*$/.test(plain))
    return plain.replaceAll(".", "").replace(",", ".");
  return plain;
};

const short = (cell: string): string => (cell.length > 40 ? `${cell.slice(0, 40)}…` : cell);

const field = (
  name: string,
  title: string,
  called: string,
  read: ImportField["read"],
  rest: { required?: boolean; hint?: string } = {},
): ImportField => ({ name, title, called: called.split(" "), read, required: false, ...rest });

/** What can be read of each noun. `called` is looked for in headings, the earlier field first. */
export const importFields: Readonly<Record<ImportNoun, readonly ImportField[]>> = {
  PARTS: [
    field(
      "number",
      "Part number",
      "sku partnumber partno number itemnumber itemno articlenumber articleno article code productcode",
      text(40),
      { required: true },
    ),
    field("name", "Name", "name partname description title item itemname product", text(120), { required: true }),
    field("unit", "Unit", "unit uom unitofmeasure measure", text(8), { hint: "L, m, kg; nothing for pieces" }),
    field("price", "Price", "price sellingprice saleprice retailprice unitprice netprice rrp", amount),
    field("cost", "Cost", "cost costprice unitcost purchaseprice buyprice buyingprice", amount),
    field("taxRate", "Tax rate", "tax taxrate vat vatrate gst salestax", taxRate, {
      hint: "one of the branch's rates",
    }),
    field(
      "reorderPoint",
      "Reorder point",
      "reorderpoint reorderlevel reorder minimum min minstock minimumstock minqty",
      quantity,
    ),
    field("bin", "Bin", "bin binlocation location shelf storage place", text(24)),
    field(
      "openingQuantity",
      "Opening quantity",
      "openingquantity openingstock opening quantity qty onhand stock stocklevel instock quantityonhand",
      quantity,
      {
        hint: "what is on the shelf of a part that never moved",
      },
    ),
  ],
  CUSTOMERS: [
    field(
      "name",
      "Name",
      "name customername customer fullname client clientname company companyname contact",
      text(120),
      { required: true },
    ),
    field("email", "E-mail", "email emailaddress mail", email),
    field("phone", "Phone", "phone phonenumber mobile mobilenumber mobilephone telephone tel cell cellphone", phone),
    field("address1", "Address, line 1", "address address1 addressline1 street streetaddress", text(120)),
    field("address2", "Address, line 2", "address2 addressline2", text(120)),
    field("city", "Town", "city town", text(80)),
    field("postcode", "Postcode", "postcode postalcode zip zipcode", text(20)),
  ],
  VEHICLES: [
    field(
      "plate",
      "Plate",
      "plate platenumber licenceplate licenseplate registration registrationnumber reg regno vrm vehicleregistration",
      plate,
      { required: true },
    ),
    field("make", "Make", "make manufacturer brand vehiclemake", text(60), { required: true }),
    field("model", "Model", "model vehiclemodel", text(60), { required: true }),
    field("year", "Year", "year modelyear yearofmanufacture", year),
    field("vin", "VIN", "vin chassis chassisnumber vinnumber", vin),
    field("ownerEmail", "Owner's e-mail", "owneremail customeremail email emailaddress", email, {
      hint: "finds the customer",
    }),
    field("ownerPhone", "Owner's phone", "ownerphone customerphone phone phonenumber mobile telephone tel", phone, {
      hint: "finds the customer",
    }),
  ],
};

/** What finds a record that is there already: at least one of them must have a column. */
export const identifying: Readonly<Record<ImportNoun, readonly string[]>> = {
  PARTS: ["number"],
  CUSTOMERS: ["email", "phone", "name"],
  VEHICLES: ["plate"],
};

const bare = (heading: string): string =>
  heading
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");

/** Which column each field seems to be read from; a column serves one field. */
export const guessMapping = (noun: ImportNoun, header: readonly string[]): ImportMapping => {
  const headings = header.map(bare);
  const mapping: ImportMapping = {};
  const taken = new Set<number>();
  for (const { name, called } of importFields[noun])
    for (const each of called) {
      const at = headings.findIndex((heading, index) => heading === each && !taken.has(index));
      if (at === -1) continue;
      mapping[name] = at;
      taken.add(at);
      break;
    }
  return mapping;
};

/** Why these columns cannot be imported as they stand; null when they can. */
export const whyUnmapped = (noun: ImportNoun, mapping: ImportMapping, columns: number): string | null => {
  const known = new Set(importFields[noun].map(({ name }) => name));
  if (Object.entries(mapping).some(([name, column]) => !known.has(name) || column >= columns))
    return "A field or a column is not in this file. Choose the columns again.";
  if (identifying[noun].every((name) => mapping[name] === undefined))
    return `Choose the column of ${identifying[noun].map((name) => fieldTitle(noun, name).toLowerCase()).join(" or ")}: it tells one ${importNounWords[noun].one} from another.`;
  return null;
};

export type ReadRow = {
  readonly values: Readonly<Record<string, ImportValue>>;
  readonly problems: readonly ImportProblem[];
};

/** A row's mapped cells as values; an empty cell is absent, and says nothing about what is there. */
export const readRow = (
  noun: ImportNoun,
  mapping: ImportMapping,
  cells: readonly string[],
  settings: ImportSettings,
): ReadRow => {
  const values: Record<string, ImportValue> = {};
  const problems: ImportProblem[] = [];
  for (const { name, title, read } of importFields[noun]) {
    const column = mapping[name];
    if (column === undefined) continue;
    const cell = (cells[column] ?? "").trim();
    if (cell === "") continue;
    if (cell.includes("\uFFFD")) {
      problems.push({ column: title, sentence: "A character in it could not be read. Type it again." });
      continue;
    }
    const found = read(cell, settings);
    if ("problem" in found) problems.push({ column: title, sentence: found.problem });
    else values[name] = found.value;
  }
  return { values: noun === "CUSTOMERS" ? withAddress(values) : values, problems };
};

const addressFields: readonly string[] = ["address1", "address2", "city", "postcode"];

/** The parts of an address are one value: half of one and half of another would be nobody's. */
const withAddress = (values: Readonly<Record<string, ImportValue>>): Record<string, ImportValue> => {
  const rest = Object.entries(values).filter(([name]) => !addressFields.includes(name));
  const lines = addressFields.flatMap((name) => (values[name] === undefined ? [] : [values[name]]));
  return { ...Object.fromEntries(rest), ...(lines.length === 0 ? {} : { address: lines.join("\n") }) };
};

/** What a changed value is called, in the report and in sentences. */
export const fieldTitle = (noun: ImportNoun, name: string): string =>
  name === "address" ? "Address" : (importFields[noun].find((each) => each.name === name)?.title ?? name);
