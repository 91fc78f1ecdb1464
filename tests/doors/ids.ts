import { z } from "zod";

type Path = readonly (string | number)[];

const uuid = z.uuid();
const isId = (value: unknown): value is string => uuid.safeParse(value).success;

/** Where ids stand in an input. */
export const idPaths = (value: unknown, path: Path = []): Path[] => {
  if (isId(value)) return [path];
  if (Array.isArray(value)) return value.flatMap((each, index) => idPaths(each, [...path, index]));
  if (typeof value !== "object" || value === null || value instanceof Date) return [];
  return Object.entries(value).flatMap(([name, each]) => idPaths(each, [...path, name]));
};

export const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (at, name) => (typeof at === "object" && at !== null ? Reflect.get(at, name) : undefined),
    value,
  );

/** The same input with another id at one place. */
export const withId = (value: unknown, [first, ...rest]: Path, id: unknown): unknown => {
  if (first === undefined) return id;
  if (Array.isArray(value)) return value.map((each, index) => (index === first ? withId(each, rest, id) : each));
  if (typeof value !== "object" || value === null) return value;
  return { ...value, [first]: withId(Reflect.get(value, first), rest, id) };
};

/** The names of all fields in an answer. */
export const namesIn = (value: unknown): Set<string> => {
  if (typeof value !== "object" || value === null || value instanceof Date) return new Set();
  const own = Array.isArray(value) ? [] : Object.keys(value).filter((name) => Reflect.get(value, name) !== undefined);
  return new Set([...own, ...Object.values(value).flatMap((each: unknown) => [...namesIn(each)])]);
};
