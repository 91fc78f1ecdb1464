import { describe, expect, it } from "vitest";
import { emptyValues, inputOf, keepMine, theirs, typeInto, withEdits } from "./form-values.ts";

const stored = { ...emptyValues, name: "Priya Raman", phones: [{ value: "07700 900418", label: "" }] };

describe("what is typed beside what is stored", () => {
  it("fields that nobody types in follow what is stored", () => {
    const edits = typeInto({}, stored, "note", "Rings after six");
    expect(withEdits({ ...stored, name: "Priya Raman-Lee" }, edits)).toMatchObject({
      name: "Priya Raman-Lee",
      note: "Rings after six",
    });
  });
  it("another's value stands beside mine until one is taken", () => {
    const edits = typeInto({}, stored, "name", "P. Raman");
    const now = { ...stored, name: "Priya Lee" };
    expect(theirs(edits, now, "name")).toBe("Priya Lee");
    expect(theirs(keepMine(edits, now, "name"), now, "name")).toBeNull();
    expect(withEdits(now, keepMine(edits, now, "name")).name).toBe("P. Raman");
    expect(withEdits(now, typeInto(edits, now, "name", "Priya Lee")).name).toBe("Priya Lee");
  });
  it("typed back is no edit, and rows left empty are no contacts", () => {
    expect(typeInto(typeInto({}, stored, "name", "X"), stored, "name", "Priya Raman")).toEqual({});
    expect(
      inputOf({ ...stored, emails: [{ value: " ", label: "Work" }], address: "1 Quay Row\n\n Whitstable " }),
    ).toMatchObject({
      emails: [],
      addressLines: ["1 Quay Row", "Whitstable"],
    });
  });
});
