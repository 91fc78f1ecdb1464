"use client";

import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useMay, useShell } from "#/components/shell/shell-context.tsx";
import { ConfirmDialog } from "#/components/ui/alert-dialog.tsx";
import { Button } from "#/components/ui/button.tsx";
import { Glyph } from "#/components/ui/glyph.tsx";
import { Panel, PanelHead } from "#/components/ui/panel.tsx";
import { useNow } from "#/components/ui/use-now.ts";
import { type CrmConnectionView, crmWord } from "#/domain/crm.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { formatMoment } from "#/domain/time.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import { BackfillRow } from "./backfill-row.tsx";
import { CrmList } from "./crm-list.tsx";
import { StagesForm } from "./stages-form.tsx";
import { TokenForm } from "./token-form.tsx";

/** The CRM: connected or not, which stage stands for which status, and how each customer, vehicle and job got there. */
export function CrmPanel() {
  const trpc = useTRPC();
  const { connection } = useSuspenseQuery(trpc.connection.crm.queryOptions()).data;
  const mayEdit = useMay("settings.edit");
  if (connection === null)
    return (
      <Panel>
        <PanelHead title="Customer relations" />
        <div className="border-t px-4 py-3">
          <p className="font-strong">{crmWord}</p>
          <p className="text-ink-2">
            Customers, vehicles and jobs go there by themselves, from the moment it is connected. In {crmWord},
            Settings, Integrations, Private apps, create one that may read and write contacts, deals and schemas, and
            copy its token.
          </p>
          {mayEdit ? <TokenForm word={`Connect ${crmWord}`} /> : null}
        </div>
      </Panel>
    );
  return (
    <>
      <Connected connection={connection} />
      <Panel>
        <PanelHead title="Stages of jobs" />
        <div className="border-t px-4 py-3">
          <StagesForm connection={connection} />
        </div>
      </Panel>
      <CrmList />
    </>
  );
}

function Connected({ connection }: { connection: CrmConnectionView }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { branch, renderedAt } = useShell();
  const now = new Date(useNow(renderedAt));
  const mayEdit = useMay("settings.edit");
  const disconnect = useMutation(trpc.connection.disconnectCrm.mutationOptions());
  const [ending, setEnding] = useState(false);
  const [renewing, setRenewing] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const { id: connectionId, version, portalId, brokenAt, brokenReason, ownVehicles } = connection;
  const broken = brokenAt !== null;
  const end = async (): Promise<void> => {
    setRefusal(null);
    try {
      await disconnect.mutateAsync({ connectionId, version, idempotencyKey: uuidv7() });
    } catch (error) {
      setRefusal(errorOf(error)?.sentence ?? null);
    }
    setEnding(false);
    await queries.invalidateQueries(trpc.connection.pathFilter());
  };
  return (
    <Panel>
      <PanelHead title="Customer relations" />
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 border-t px-4 py-3">
        <Glyph shape={broken ? "octagon" : "tickDisc"} tone={broken ? "bad" : "ok"} />
        <div className="min-w-0 flex-1 basis-72">
          <p>
            <b className="font-strong">{crmWord}</b>, account {portalId}
          </p>
          <p className={broken ? "text-bad" : "text-dense text-ink-2"}>
            {broken
              ? `${brokenReason} Since ${formatMoment(brokenAt, branch.zone, now)} nothing goes there.`
              : `Connected ${formatMoment(connection.connectedAt, branch.zone, now)}. ${ownVehicles ? "Vehicles have records of their own there." : "The account has no records for vehicles: they stand on each job."}`}
          </p>
          {refusal ? (
            <p className="text-bad" role="alert">
              {refusal}
            </p>
          ) : null}
        </div>
        {mayEdit && !renewing ? <Button onClick={() => setRenewing(true)}>New token</Button> : null}
        {mayEdit ? (
          <Button aria-label={`Disconnect ${crmWord}`} onClick={() => setEnding(true)}>
            Disconnect
          </Button>
        ) : null}
        {renewing ? (
          <div className="basis-full">
            <TokenForm onDone={() => setRenewing(false)} word="Use this token" />
          </div>
        ) : null}
      </div>
      <BackfillRow system="CRM" />
      <ConfirmDialog
        action="Disconnect the account"
        busy={disconnect.isPending && "Disconnecting"}
        cancel="Keep it"
        danger
        description="Nothing is told there any more. What stands there stays, and so does everything here."
        onAction={() => void end()}
        onOpenChange={setEnding}
        open={ending}
        title={`Disconnect ${crmWord}?`}
      />
    </Panel>
  );
}
