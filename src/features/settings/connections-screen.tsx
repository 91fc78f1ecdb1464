"use client";

import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { parseAsString, useQueryStates } from "nuqs";
import { useState } from "react";
import { useMay, useShell } from "#/components/shell/shell-context.tsx";
import { ConfirmDialog } from "#/components/ui/alert-dialog.tsx";
import { Button } from "#/components/ui/button.tsx";
import { Glyph } from "#/components/ui/glyph.tsx";
import { Panel, PanelHead } from "#/components/ui/panel.tsx";
import { useNow } from "#/components/ui/use-now.ts";
import { type AccountingView, type ConnectionView, providerVariables, providerWords } from "#/domain/accounting.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { formatMoment } from "#/domain/time.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import { BackfillRow } from "./backfill-row.tsx";
import { CrmPanel } from "./crm-panel.tsx";
import { MappingForm } from "./mapping-form.tsx";
import { SyncList } from "./sync-list.tsx";

type Provider = AccountingView["providers"][number];

/** The accounting system and the CRM: connected or not, what stands for what there, and how each record got there. */
export function ConnectionsScreen() {
  const trpc = useTRPC();
  const view = useSuspenseQuery(trpc.connection.accounting.queryOptions()).data;
  const { connection } = view;
  return (
    <div className="flex flex-col gap-3">
      <CameBack />
      {connection === null ? (
        <Panel>
          <PanelHead title="Accounting" />
          <ul aria-label="Accounting systems" className="divide-y divide-line border-t">
            {view.providers.map((each) => (
              <li className="px-4 py-3" key={each.provider}>
                <Offer provider={each} />
              </li>
            ))}
          </ul>
        </Panel>
      ) : (
        <>
          <Connected connection={connection} />
          <Panel>
            <PanelHead title="Accounts and taxes" />
            <div className="border-t px-4 py-3">
              <MappingForm connection={connection} ratesBp={view.ratesBp} />
            </div>
          </Panel>
          <SyncList />
        </>
      )}
      <CrmPanel />
    </div>
  );
}

const refusals: Readonly<Record<string, string>> = {
  "not-let-in": "Nothing was connected: the other side was not asked to let Pitlane in.",
  "begin-again": "That login was begun by somebody else, or over ten minutes ago. Begin it again.",
  "other-connected": "Another organisation is connected. Disconnect it first, then connect the new one.",
  failed: "Nothing was connected: the other side did not answer as it should. Try again in a minute.",
};

/** What the address says of a login that somebody has just come back from. */
function CameBack() {
  const [{ refused }, setAddress] = useQueryStates({ refused: parseAsString, connected: parseAsString });
  const sentence = refused === null ? undefined : (refusals[refused] ?? refusals.failed);
  if (sentence === undefined) return null;
  return (
    <p className="flex flex-wrap items-center gap-2 rounded-panel bg-bad-soft px-4 py-2 text-bad" role="alert">
      {sentence}
      <Button className="ml-auto" onClick={() => void setAddress({ refused: null })} size="sm">
        Close
      </Button>
    </p>
  );
}

function Offer({ provider: { provider, configured } }: { provider: Provider }) {
  const word = providerWords[provider];
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <div className="min-w-0 flex-1 basis-72">
        <p className="font-strong">{word}</p>
        <p className="text-ink-2">
          {configured
            ? "Invoices, credit notes, payments and customers go there by themselves, from the moment it is connected."
            : `This installation has no application at ${word} yet. Whoever installs it sets ${providerVariables[provider].join(" and ")}, then starts it again.`}
        </p>
      </div>
      {configured ? <Connect provider={provider} word={`Connect ${word}`} /> : null}
    </div>
  );
}

/** Goes to the other side's login; what comes of it is told when the member is back. */
function Connect({ provider, word }: { provider: Provider["provider"]; word: string }) {
  const trpc = useTRPC();
  const mayEdit = useMay("settings.edit");
  const begin = useMutation(trpc.connection.begin.mutationOptions());
  const [refusal, setRefusal] = useState<string | null>(null);
  if (!mayEdit) return null;
  const go = async (): Promise<void> => {
    setRefusal(null);
    try {
      const { url } = await begin.mutateAsync({ provider, idempotencyKey: uuidv7() });
      window.location.assign(url);
    } catch (error) {
      setRefusal(errorOf(error)?.sentence ?? null);
    }
  };
  return (
    <>
      <Button busy={begin.isPending && "Opening"} onClick={() => void go()}>
        {word}
      </Button>
      {refusal ? (
        <p className="basis-full text-bad" role="alert">
          {refusal}
        </p>
      ) : null}
    </>
  );
}

function Connected({ connection }: { connection: ConnectionView }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { branch, renderedAt } = useShell();
  const now = new Date(useNow(renderedAt));
  const mayEdit = useMay("settings.edit");
  const disconnect = useMutation(trpc.connection.disconnect.mutationOptions());
  const [ending, setEnding] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const { id: connectionId, version, provider, organisationName, brokenAt, brokenReason } = connection;
  const word = providerWords[provider];
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
      <PanelHead title="Accounting" />
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 border-t px-4 py-3">
        <Glyph shape={brokenAt === null ? "tickDisc" : "octagon"} tone={brokenAt === null ? "ok" : "bad"} />
        <div className="min-w-0 flex-1 basis-72">
          <p>
            <b className="font-strong">{word}</b>, {organisationName}
          </p>
          <p className={brokenAt === null ? "text-dense text-ink-2" : "text-bad"}>
            {brokenAt === null
              ? `Connected ${formatMoment(connection.connectedAt, branch.zone, now)}. Log in again to read new accounts and taxes.`
              : `${brokenReason} Since ${formatMoment(brokenAt, branch.zone, now)} nothing goes there.`}
          </p>
          {refusal ? (
            <p className="text-bad" role="alert">
              {refusal}
            </p>
          ) : null}
        </div>
        <Connect provider={provider} word={brokenAt === null ? "Log in again" : `Connect ${word} again`} />
        {mayEdit ? <Button onClick={() => setEnding(true)}>Disconnect</Button> : null}
      </div>
      <BackfillRow system="BOOKS" />
      <ConfirmDialog
        action={`Disconnect ${word}`}
        busy={disconnect.isPending && "Disconnecting"}
        cancel="Keep it"
        danger
        description="Nothing goes there any more. What stands there stays, and so does everything here."
        onAction={() => void end()}
        onOpenChange={setEnding}
        open={ending}
        title={`Disconnect ${organisationName}?`}
      />
    </Panel>
  );
}
