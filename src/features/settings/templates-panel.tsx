"use client";

import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useMay } from "#/components/shell/shell-context.tsx";
import { Button } from "#/components/ui/button.tsx";
import { Panel, PanelHead } from "#/components/ui/panel.tsx";
import { uuidv7 } from "#/domain/ids.ts";
import type { TemplateFields, TemplateView } from "#/domain/template.ts";
import { formatMinutes } from "#/domain/time.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import { SettingsFormFrame, TextSetting } from "./form-parts.tsx";
import { TemplateLines } from "./template-lines.tsx";
import { fieldAt, parseTemplate, type TemplateTextField, textOf } from "./template-text.ts";
import { useSettingsForm } from "./use-settings-form.ts";

/** Work that comes again and again: put on a card in one step, at the prices of its branch. */
export function TemplatesPanel({ rateNames }: { rateNames: readonly string[] }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const mayEdit = useMay("settings.edit");
  const templates = useSuspenseQuery(trpc.template.list.queryOptions()).data;
  const remove = useMutation(trpc.template.remove.mutationOptions());
  const [editing, setEditing] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const drop = async ({ id: templateId, version }: TemplateView): Promise<void> => {
    setRefusal(null);
    try {
      await remove.mutateAsync({ templateId, version, idempotencyKey: uuidv7() });
    } catch (error) {
      setRefusal(errorOf(error)?.sentence ?? null);
    }
    await queries.invalidateQueries(trpc.template.pathFilter());
  };
  return (
    <Panel>
      <PanelHead
        end={
          mayEdit && editing !== "new" ? (
            <Button onClick={() => setEditing("new")} size="sm">
              Add a template
            </Button>
          ) : null
        }
        title="Templates"
      />
      {refusal ? (
        <p className="border-t bg-bad-soft px-4 py-2 text-bad" role="alert">
          {refusal}
        </p>
      ) : null}
      <ul aria-label="Templates" className="divide-y divide-line border-t">
        {editing === "new" ? (
          <li className="px-4 py-2">
            <TemplateForm onDone={() => setEditing(null)} rateNames={rateNames} template={null} />
          </li>
        ) : null}
        {templates.length === 0 && editing !== "new" ? (
          <li className="px-4 py-3 text-ink-2">
            No template was added yet. One puts labour and parts of a usual job on a card in one step.
          </li>
        ) : null}
        {templates.map((template) => (
          <li className="px-4 py-2" key={template.id}>
            {editing === template.id ? (
              <TemplateForm onDone={() => setEditing(null)} rateNames={rateNames} template={template} />
            ) : (
              <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
                <div className="min-w-0">
                  <p className="font-strong">{template.name}</p>
                  <p className="text-dense text-ink-2">{template.lines.map(said).join(", ")}</p>
                </div>
                {mayEdit ? (
                  <span className="ml-auto flex gap-1">
                    <Button aria-label={`Change ${template.name}`} onClick={() => setEditing(template.id)} size="sm">
                      Change
                    </Button>
                    <Button aria-label={`Remove ${template.name}`} onClick={() => void drop(template)} size="sm">
                      Remove
                    </Button>
                  </span>
                ) : null}
              </div>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

const said = ({ description, minutes, rateName, quantity }: TemplateView["lines"][number]): string =>
  minutes === null
    ? `${quantity} × ${description}`
    : `${description} (${formatMinutes(minutes)}${rateName === null ? "" : `, ${rateName}`})`;

function TemplateForm({
  template,
  rateNames,
  onDone,
}: {
  template: TemplateView | null;
  rateNames: readonly string[];
  onDone: () => void;
}) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const create = useMutation(trpc.template.create.mutationOptions());
  const update = useMutation(trpc.template.update.mutationOptions());
  const form = useSettingsForm<TemplateTextField, TemplateFields>({
    place: `settings.template.${template?.id ?? "new"}`,
    stored: textOf(template),
    parse: parseTemplate,
    fieldAt,
    save: (value, idempotencyKey) =>
      template === null
        ? create.mutateAsync({ ...value, idempotencyKey })
        : update.mutateAsync({ templateId: template.id, version: template.version, ...value, idempotencyKey }),
    reload: () => queries.invalidateQueries(trpc.template.pathFilter()),
    saved: template === null ? "Template added" : "Template saved",
    onSaved: onDone,
  });
  return (
    <SettingsFormFrame
      form={form}
      label={template === null ? "New template" : `Change ${template.name}`}
      mayEdit
      onCancel={onDone}
      word="Save template"
    >
      <div className="max-w-[372px]">
        <TextSetting field="name" form={form} hint="Stands over its lines on card and invoice" label="Name" required />
      </div>
      <TemplateLines form={form} rateNames={rateNames} />
    </SettingsFormFrame>
  );
}
