"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Checkbox } from "#/components/ui/checkbox.tsx";
import { type EndpointFields, type EndpointView, webhookEvents, webhookTypes } from "#/domain/webhook.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { chosenIn, type EndpointTextField, fieldAt, parseEndpoint, textOf } from "./endpoint-text.ts";
import { SettingsFields, SettingsFormFrame, TextSetting, Theirs } from "./form-parts.tsx";
import { type SettingsForm, useSettingsForm } from "./use-settings-form.ts";

/** Where messages go and of what, for an endpoint that is added or one that is changed. */
export function EndpointForm({
  endpoint,
  onDone,
  onSecret,
}: {
  endpoint: EndpointView | null;
  onDone: () => void;
  /** Told the secret of one that was added, which is shown this once. */
  onSecret: (name: string, secret: string) => void;
}) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const create = useMutation(trpc.webhook.create.mutationOptions());
  const update = useMutation(trpc.webhook.update.mutationOptions());
  const form = useSettingsForm<EndpointTextField, EndpointFields>({
    place: `settings.webhook.${endpoint?.id ?? "new"}`,
    stored: textOf(endpoint),
    parse: parseEndpoint,
    fieldAt,
    save: async (value, idempotencyKey) => {
      if (endpoint !== null)
        return update.mutateAsync({ endpointId: endpoint.id, version: endpoint.version, ...value, idempotencyKey });
      const { name, secret } = await create.mutateAsync({ ...value, idempotencyKey });
      return onSecret(name, secret);
    },
    reload: () => queries.invalidateQueries(trpc.webhook.pathFilter()),
    saved: endpoint === null ? "Endpoint added" : "Endpoint saved",
    onSaved: onDone,
  });
  return (
    <SettingsFormFrame
      form={form}
      label={endpoint === null ? "New endpoint" : `Change ${endpoint.name}`}
      mayEdit
      onCancel={onDone}
      word={endpoint === null ? "Add endpoint" : "Save endpoint"}
    >
      <SettingsFields className="pt-1">
        <TextSetting field="name" form={form} hint="Who listens: Parts ordering" label="Name" required />
        <TextSetting
          field="url"
          form={form}
          hint="Begins with https. Each message is a signed POST"
          inputMode="url"
          label="Address"
          required
          type="url"
        />
      </SettingsFields>
      <EventChoice form={form} />
    </SettingsFormFrame>
  );
}

function EventChoice({ form }: { form: SettingsForm<EndpointTextField> }) {
  const chosen = chosenIn(form.text.events);
  const error = form.errorAt("events");
  return (
    <fieldset className="mt-1">
      <legend className="mb-1 font-medium">Told of</legend>
      <div className="grid grid-cols-3 gap-x-4 max-lg:grid-cols-2 max-sm:grid-cols-1">
        {webhookTypes.map((type, index) => (
          <Checkbox
            aria-describedby={error ? "events-wrong" : undefined}
            checked={chosen.includes(type)}
            data-setting={index === 0 ? "events" : undefined}
            key={type}
            onChange={({ target }) =>
              form.type(
                "events",
                webhookTypes.filter((each) => (each === type ? target.checked : chosen.includes(each))).join(" "),
              )
            }
          >
            {webhookEvents[type].word}
          </Checkbox>
        ))}
      </div>
      <p className="min-h-4 text-bad text-dense" id="events-wrong">
        {error}
      </p>
      <Theirs
        field="events"
        form={form}
        say={(text) =>
          chosenIn(text)
            .map((type) => webhookEvents[type].word)
            .join(", ")
        }
      />
    </fieldset>
  );
}
