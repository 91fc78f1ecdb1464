import { readFileSync } from "node:fs";
import path from "node:path";
import { parseAst } from "rolldown/parseAst";

/**
 * Stripe's description of its API as its SDK ships it: the declarations that Stripe generates from its OpenAPI
 * description (the SDK's OPENAPI_VERSION says which), MIT like the SDK. Read from the SDK that is installed, so it is
 * always that of the API version which the adapter speaks.
 */

type Program = ReturnType<typeof parseAst>;
type Exported = Extract<Program["body"][number], { type: "ExportNamedDeclaration" }>;
type Declaration = NonNullable<Exported["declaration"]>;
type Interface = Extract<Declaration, { type: "TSInterfaceDeclaration" }>;
type Alias = Extract<Declaration, { type: "TSTypeAliasDeclaration" }>;
type Type = Alias["typeAnnotation"];
type Reference = Extract<Type, { type: "TSTypeReference" }>;

/** A named type, and where the names within it are looked up. */
type Named = { readonly node: Interface | Alias; readonly scope: Scope };
type Scope = {
  readonly file: string;
  readonly namespaces: readonly string[];
  readonly generics: ReadonlyMap<string, Typed>;
};
type Typed = { readonly type: Type; readonly scope: Scope };

const sdk = path.join(import.meta.dirname, "../../node_modules/stripe/esm");
type File = { readonly names: ReadonlyMap<string, Named>; readonly imports: ReadonlyMap<string, string> };
const files = new Map<string, File>();

const readDeclarations = (file: string): File => {
  const known = files.get(file);
  if (known !== undefined) return known;
  const names = new Map<string, Named>();
  const imports = new Map<string, string>();
  const visit = (declaration: Declaration | null, namespaces: readonly string[]): void => {
    if (declaration === null) return;
    const scope: Scope = { file, namespaces, generics: new Map() };
    if (declaration.type === "TSInterfaceDeclaration" || declaration.type === "TSTypeAliasDeclaration")
      names.set([...namespaces, declaration.id.name].join("."), { node: declaration, scope });
    if (declaration.type !== "TSModuleDeclaration" || declaration.id.type !== "Identifier") return;
    const below = [...namespaces, declaration.id.name];
    for (const each of declaration.body?.type === "TSModuleBlock" ? declaration.body.body : []) {
      if (each.type === "ExportNamedDeclaration") visit(each.declaration, below);
      else if (
        each.type === "TSInterfaceDeclaration" ||
        each.type === "TSTypeAliasDeclaration" ||
        each.type === "TSModuleDeclaration"
      )
        visit(each, below);
    }
  };
  const program = parseAst(readFileSync(path.join(sdk, file), "utf8"), { lang: "dts" });
  for (const statement of program.body) {
    if (statement.type === "ExportNamedDeclaration") visit(statement.declaration, []);
    if (statement.type !== "ImportDeclaration") continue;
    const from = path.join(path.dirname(file), statement.source.value.replace(/\.js$/, ".d.ts"));
    for (const { local } of statement.specifiers) imports.set(local.name, from);
  }
  const read = { names, imports };
  files.set(file, read);
  return read;
};

const find = (name: string, { file, namespaces }: Scope): Named => {
  const { names, imports } = readDeclarations(file);
  for (let depth = namespaces.length; depth >= 0; depth--) {
    const found = names.get([...namespaces.slice(0, depth), name].join("."));
    if (found !== undefined) return found;
  }
  const from = imports.get(name.split(".")[0] ?? "");
  if (from === undefined) throw new Error(`Stripe's description has no ${name} that ${file} could mean.`);
  return find(name, { file: from, namespaces: [], generics: new Map() });
};

const nameOf = (name: Reference["typeName"]): string =>
  name.type === "Identifier"
    ? name.name
    : name.type === "TSQualifiedName"
      ? `${nameOf(name.left)}.${name.right.name}`
      : "this";

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** `form`: every value came as text, and a list as a map with its places as names. */
type How = { readonly form: boolean };

const kinds: Readonly<Record<string, { is: (value: unknown) => boolean; inForm: (text: string) => boolean }>> = {
  TSStringKeyword: { is: (value) => typeof value === "string", inForm: () => true },
  TSNumberKeyword: { is: (value) => typeof value === "number", inForm: (text) => /^-?\d+$/.test(text) },
  TSBooleanKeyword: {
    is: (value) => typeof value === "boolean",
    inForm: (text) => text === "true" || text === "false",
  },
};

const checkMembers = (value: unknown, { node, scope }: Named, at: string, how: How): string[] => {
  if (node.type === "TSTypeAliasDeclaration") return check(value, { type: node.typeAnnotation, scope }, at, how);
  if (!isObject(value)) return [`${at} is no object`];
  const members = new Map<string, { optional: boolean; typed: Typed }>();
  let open: Typed | null = null;
  const collect = (named: Named): void => {
    if (named.node.type !== "TSInterfaceDeclaration") return;
    for (const { expression } of named.node.extends)
      if (expression.type === "Identifier") collect(find(expression.name, named.scope));
    for (const member of named.node.body.body) {
      const type = "typeAnnotation" in member ? member.typeAnnotation?.typeAnnotation : undefined;
      if (type === undefined) continue;
      if (member.type === "TSIndexSignature") open = { type, scope: named.scope };
      if (member.type === "TSPropertySignature" && member.key.type === "Identifier")
        members.set(member.key.name, { optional: member.optional, typed: { type, scope: named.scope } });
    }
  };
  collect({ node, scope });
  const absent = [...members].flatMap(([name, { optional }]) =>
    optional || Object.hasOwn(value, name) ? [] : [`${at}.${name} is missing`],
  );
  return [
    ...absent,
    ...Object.entries(value).flatMap(([name, below]) => {
      const typed = members.get(name)?.typed ?? open;
      return typed === null ? [`${at}.${name} is not described`] : check(below, typed, `${at}.${name}`, how);
    }),
  ];
};

const checkList = (value: unknown, item: Typed, at: string, how: How): string[] => {
  const items = Array.isArray(value) ? value : how.form && isObject(value) ? Object.values(value) : null;
  return items === null
    ? [`${at} is no list`]
    : items.flatMap((each, index) => check(each, item, `${at}[${index}]`, how));
};

const checkReference = (value: unknown, reference: Reference, scope: Scope, at: string, how: How): string[] => {
  const name = nameOf(reference.typeName);
  const given = reference.typeArguments?.params.map((type): Typed => ({ type, scope })) ?? [];
  const generic = scope.generics.get(name);
  if (generic !== undefined) return check(value, generic, at, how);
  if (name === "Array" && given[0] !== undefined) return checkList(value, given[0], at, how);
  // A value that Stripe may add one day is none that we may send, or make, today.
  if (name === "OtherString") return [`${at} is not one of the values described`];
  const { node, scope: there } = find(name, scope);
  const generics = new Map(
    node.typeParameters?.params.flatMap((parameter, index): [string, Typed][] => {
      const typed = given[index];
      return typed === undefined ? [] : [[parameter.name.name, typed]];
    }),
  );
  return checkMembers(value, { node, scope: { ...there, generics } }, at, how);
};

const check = (value: unknown, { type, scope }: Typed, at: string, how: How): string[] => {
  const kind = kinds[type.type];
  if (kind !== undefined) {
    const fits = how.form ? typeof value === "string" && kind.inForm(value) : kind.is(value);
    return fits ? [] : [`${at} is ${JSON.stringify(value)}, not ${type.type}`];
  }
  switch (type.type) {
    case "TSNullKeyword":
      return value === null ? [] : [`${at} is not null`];
    case "TSLiteralType": {
      const literal = type.literal.type === "Literal" ? type.literal.value : undefined;
      return value === literal ? [] : [`${at} is ${JSON.stringify(value)}, not ${JSON.stringify(literal)}`];
    }
    case "TSUnionType": {
      const tried = type.types.map((each) => check(value, { type: each, scope }, at, how));
      // The reasons of the alternative that came nearest.
      return tried.find((problems) => problems.length === 0) ?? tried.sort((a, b) => b.length - a.length)[0] ?? [];
    }
    case "TSArrayType":
      return checkList(value, { type: type.elementType, scope }, at, how);
    case "TSTypeReference":
      return checkReference(value, type, scope, at, how);
    default:
      throw new Error(`${at} is described by ${type.type}, which this reader does not know.`);
  }
};

/**
 * What does not fit the description of a type, a line each; empty when it fits.
 * @param resource the file of the SDK, as `Refunds`
 * @param name the type in it, as `RefundCreateParams`
 */
export const misfits = (value: unknown, resource: string, name: string, how: How = { form: false }): string[] =>
  checkMembers(
    value,
    find(name, { file: `resources/${resource}.d.ts`, namespaces: [], generics: new Map() }),
    name,
    how,
  );

/** Of the description that is installed. */
export const descriptionVersion = readFileSync(path.join(sdk, "../OPENAPI_VERSION"), "utf8").trim();
