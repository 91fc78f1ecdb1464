import { csvLine } from "#/domain/csv.ts";

/** How the rows of a file are made: every twentieth is bad. */
export const isBad = (index: number): boolean => index % 20 === 7;

const bytes = (lines: readonly string[]) => new TextEncoder().encode(lines.join(""));

/** A parts list of other programs: a bad row has a price that is none. */
export const partsFile = (count: number, first = 0): Uint8Array =>
  bytes([
    csvLine(["SKU", "Description", "UoM", "Retail price", "Cost price", "VAT", "Min stock", "Location", "Qty"]),
    ...Array.from({ length: count }, (_, at) => {
      const index = first + at;
      return csvLine([
        `IMP-${index}`,
        `Part “${index}”, imported`,
        index % 3 === 0 ? "L" : "",
        isBad(index) ? "twelve" : `${10 + (index % 90)}.50`,
        `${5 + (index % 40)}.25`,
        "20%",
        "0",
        `A-${index % 100}`,
        index % 2 === 0 ? `${index % 50}.5` : "",
      ]);
    }),
  ]);

/** A customers list: a bad row's e-mail address is none. */
export const customersFile = (count: number): Uint8Array =>
  bytes([
    csvLine(["Customer name", "E-mail", "Mobile", "Street", "Town", "Postcode"]),
    ...Array.from({ length: count }, (_, index) =>
      csvLine([
        `Imported Customer ${index}`,
        isBad(index) ? "not an address" : `imported.${index}@example.com`,
        `07700 ${String(900_000 + index).padStart(6, "0")}`,
        `${index} Quay Row`,
        "Whitstable",
        "CT5 1AB",
      ]),
    ),
  ]);

/** The cars of those customers, one each: a bad row's owner is nobody. */
export const vehiclesFile = (count: number): Uint8Array =>
  bytes([
    csvLine(["Registration", "Make", "Model", "Year", "Customer e-mail"]),
    ...Array.from({ length: count }, (_, index) =>
      csvLine([
        `IM${index} PRT`,
        "Ford",
        "Fiesta",
        2000 + (index % 25),
        `imported.${isBad(index) ? "nobody" : index}@example.com`,
      ]),
    ),
  ]);
