"use client";

import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useMay } from "#/components/shell/shell-context.tsx";
import { Button } from "#/components/ui/button.tsx";
import { TextLink } from "#/components/ui/link.tsx";
import { Panel, PanelHead } from "#/components/ui/panel.tsx";
import { uuidv7 } from "#/domain/ids.ts";
import { formatMoney } from "#/domain/money.ts";
import type { LabourRateView } from "#/domain/template.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import { RateForm } from "./rate-form.tsx";
import { TemplatesPanel } from "./templates-panel.tsx";

/** What labour costs at each branch, and the templates that put labour and parts on a card. */
export function LabourScreen() {
  const trpc = useTRPC();
  const { branches } = useSuspenseQuery(trpc.template.labourRates.queryOptions()).data;
  const rateNames = [...new Set(branches.flatMap(({ rates }) => rates.map(({ name }) => name)))].sort();
  return (
    <div className="flex flex-col gap-3">
      {branches.map((branch) => (
        <BranchRates branch={branch} key={branch.id} />
      ))}
      <TemplatesPanel rateNames={rateNames} />
    </div>
  );
}

type BranchOfRates = {
  id: string;
  name: string;
  currency: string;
  locale: string;
  standardMinor: number;
  rates: readonly LabourRateView[];
};

function BranchRates({ branch }: { branch: BranchOfRates }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const mayEdit = useMay("settings.edit");
  const remove = useMutation(trpc.template.removeLabourRate.mutationOptions());
  const [editing, setEditing] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const list = useRef<HTMLUListElement>(null);
  const hour = (minor: number): string => `${formatMoney(minor, branch.currency, branch.locale)} an hour`;
  const drop = async (rate: LabourRateView): Promise<void> => {
    setRefusal(null);
    try {
      await remove.mutateAsync({ rateId: rate.id, version: rate.version, idempotencyKey: uuidv7() });
      list.current?.querySelector<HTMLElement>("button")?.focus();
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
            <Button aria-label={`Add a rate to ${branch.name}`} onClick={() => setEditing("new")} size="sm">
              Add a rate
            </Button>
          ) : null
        }
        title={`Labour at ${branch.name}`}
      />
      {refusal ? (
        <p className="border-t bg-bad-soft px-4 py-2 text-bad" role="alert">
          {refusal}
        </p>
      ) : null}
      <ul aria-label={`Labour rates of ${branch.name}`} className="divide-y divide-line border-t" ref={list}>
        <li className="flex min-h-11 flex-wrap items-center gap-x-3 px-4">
          <span className="font-strong">Standard</span>
          <span className="text-ink-2">{hour(branch.standardMinor)}</span>
          {mayEdit ? (
            <TextLink className="ml-auto" href={`/settings/branches/${branch.id}`}>
              Change at the branch<span className="sr-only"> {branch.name}</span>
            </TextLink>
          ) : null}
        </li>
        {branch.rates.map((rate) => (
          <li className="px-4 py-1.5" key={rate.id}>
            {editing === rate.id ? (
              <RateForm branch={branch} onDone={() => setEditing(null)} rate={rate} />
            ) : (
              <div className="flex min-h-8 flex-wrap items-center gap-x-3">
                <span className="font-strong">{rate.name}</span>
                <span className="text-ink-2">{hour(rate.priceMinor)}</span>
                {mayEdit ? (
                  <span className="ml-auto flex gap-1">
                    <Button
                      aria-label={`Change ${rate.name} at ${branch.name}`}
                      onClick={() => setEditing(rate.id)}
                      size="sm"
                    >
                      Change
                    </Button>
                    <Button
                      aria-label={`Remove ${rate.name} at ${branch.name}`}
                      onClick={() => void drop(rate)}
                      size="sm"
                    >
                      Remove
                    </Button>
                  </span>
                ) : null}
              </div>
            )}
          </li>
        ))}
        {editing === "new" ? (
          <li className="px-4 py-1.5">
            <RateForm branch={branch} onDone={() => setEditing(null)} rate={null} />
          </li>
        ) : null}
      </ul>
    </Panel>
  );
}
