import type { Text } from "#/components/ui/edits.ts";
import { createEndpointInput, type EndpointFields, type EndpointView, webhookTypes } from "#/domain/webhook.ts";
import type { Parsed, Sentences } from "./use-settings-form.ts";

export type EndpointTextField = "name" | "url" | "events";

/** The events chosen are one field of the form: their names with spaces between them. */
export const chosenIn = (events: string) => webhookTypes.filter((type) => events.split(" ").includes(type));

export const textOf = (endpoint: EndpointView | null): Text<EndpointTextField> => ({
  name: endpoint?.name ?? "",
  url: endpoint?.url ?? "",
  events: (endpoint?.events ?? []).join(" "),
});

export const fieldAt = (path: string): EndpointTextField | null => {
  const [field] = path.split(".");
  return field === "name" || field === "url" || field === "events" ? field : null;
};

export const parseEndpoint = (text: Text<EndpointTextField>): Parsed<EndpointTextField, EndpointFields> => {
  const parsed = createEndpointInput.safeParse({
    name: text.name,
    url: text.url.trim(),
    events: chosenIn(text.events),
  });
  if (parsed.success) return { ok: true, value: parsed.data };
  const sentences: { -readonly [Name in keyof Sentences<EndpointTextField>]: string } = {};
  for (const { path, message } of parsed.error.issues) {
    const field = fieldAt(path.join("."));
    if (field !== null) sentences[field] ??= message;
  }
  return { ok: false, sentences };
};
