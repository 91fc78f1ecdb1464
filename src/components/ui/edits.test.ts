import { expect, it } from "vitest";
import { acceptEdits, theirs, typeInto, withEdits } from "./edits.ts";

type Name = "name" | "phone";
const stored = { name: "Northside Motors", phone: "" };

it("shows what is typed over what is stored, and forgets an edit that says the same again", () => {
  const typed = typeInto<Name>({}, stored, "name", "Northside");
  expect(withEdits(stored, typed)).toEqual({ name: "Northside", phone: "" });
  expect(typeInto(typed, stored, "name", "Northside Motors")).toEqual({});
});

it("tells what somebody else saved, only where it collides", () => {
  const typed = typeInto<Name>({}, stored, "name", "Northside");
  const since = { name: "North Motors", phone: "01227 960014" };
  expect(theirs(typed, since, "name")).toBe("North Motors");
  expect(theirs(typed, since, "phone")).toBeNull();
  expect(withEdits(since, typed)).toEqual({ name: "Northside", phone: "01227 960014" });
});

it("takes back from the device only text of its own fields", () => {
  const accept = acceptEdits(["name", "phone"]);
  expect(accept({ name: { text: "N", base: "" }, other: { text: "x", base: "" } })).toEqual({
    name: { text: "N", base: "" },
  });
  expect(accept({ name: 3 })).toBeNull();
  expect(accept({})).toBeNull();
});
