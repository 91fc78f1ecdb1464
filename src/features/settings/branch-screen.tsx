"use client";

import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useMay } from "#/components/shell/shell-context.tsx";
import { Badge } from "#/components/ui/badge.tsx";
import { Button } from "#/components/ui/button.tsx";
import { Panel, PanelHead } from "#/components/ui/panel.tsx";
import { toast } from "#/components/ui/toast-store.ts";
import type { BranchFields, BranchView } from "#/domain/branch.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import { BranchFieldset } from "./branch-fields.tsx";
import { type BranchTextField, fieldAt, freshBranch, parseBranch, textOf } from "./branch-text.ts";
import { SettingsFormFrame } from "./form-parts.tsx";
import { useSettingsForm } from "./use-settings-form.ts";

/** One branch: place, money, hours, invoices; closed and opened again. */
export function BranchScreen({ branchId }: { branchId: string }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const router = useRouter();
  const mayEdit = useMay("settings.edit");
  const branch = useSuspenseQuery(trpc.settings.branch.queryOptions({ branchId })).data;
  const update = useMutation(trpc.settings.updateBranch.mutationOptions());
  const reload = async (): Promise<void> => {
    await queries.invalidateQueries(trpc.settings.pathFilter());
    // Zone, currency and name stand in the shell too.
    router.refresh();
  };
  const form = useSettingsForm<BranchTextField, BranchFields>({
    place: `settings.branch.${branchId}`,
    stored: textOf(branch),
    parse: parseBranch,
    fieldAt,
    save: (value, idempotencyKey) =>
      update.mutateAsync({ branchId, version: branch.version, ...value, idempotencyKey }),
    reload,
    saved: `${branch.name} saved`,
  });
  return (
    <Panel>
      <PanelHead
        end={mayEdit ? <Closing branch={branch} reload={reload} /> : null}
        title={
          <>
            {branch.name} {branch.closedAt ? <Badge>Closed</Badge> : null}
          </>
        }
      />
      <div className="border-t px-4 py-3">
        <SettingsFormFrame form={form} label={branch.name} mayEdit={mayEdit} word="Save branch">
          <BranchFieldset form={form} mayEdit={mayEdit} money={branch.hasMoney} nextInvoice={branch.nextInvoice} />
        </SettingsFormFrame>
      </div>
    </Panel>
  );
}

/** Closes the branch for new work, or opens it again; a refusal says what stands in the way. */
function Closing({ branch, reload }: { branch: BranchView; reload: () => Promise<void> }) {
  const trpc = useTRPC();
  const close = useMutation(trpc.settings.closeBranch.mutationOptions());
  const reopen = useMutation(trpc.settings.reopenBranch.mutationOptions());
  const [refusal, setRefusal] = useState<string | null>(null);
  const change = async (): Promise<void> => {
    setRefusal(null);
    const input = { branchId: branch.id, version: branch.version, idempotencyKey: uuidv7() };
    try {
      if (branch.closedAt === null) await close.mutateAsync(input);
      else await reopen.mutateAsync(input);
      toast(branch.closedAt === null ? `${branch.name} is closed` : `${branch.name} is open again`, { mark: "ok" });
    } catch (error) {
      setRefusal(errorOf(error)?.sentence ?? null);
    }
    await reload();
  };
  return (
    <>
      {refusal ? (
        <span className="text-bad" role="alert">
          {refusal}
        </span>
      ) : null}
      <Button busy={(close.isPending || reopen.isPending) && "Saving"} onClick={() => void change()} size="sm">
        {branch.closedAt === null ? "Close this branch" : "Open it again"}
      </Button>
    </>
  );
}

/** A branch that is not there yet; it begins with the terms of the first one. */
export function NewBranchScreen() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const router = useRouter();
  const [like] = useSuspenseQuery(trpc.settings.branches.queryOptions()).data;
  const create = useMutation(trpc.settings.createBranch.mutationOptions());
  if (like === undefined) throw new Error("A workshop has a branch.");
  const form = useSettingsForm<BranchTextField, BranchFields>({
    place: "settings.branch.new",
    stored: textOf(freshBranch(like)),
    parse: parseBranch,
    fieldAt,
    save: async (value, idempotencyKey) => {
      const made = await create.mutateAsync({ ...value, idempotencyKey });
      router.push(`/settings/branches/${made.id}`);
      router.refresh();
    },
    reload: () => queries.invalidateQueries(trpc.settings.pathFilter()),
    saved: "Branch added. Add its bays next.",
  });
  return (
    <Panel>
      <PanelHead title="New branch" />
      <div className="border-t px-4 py-3">
        <SettingsFormFrame form={form} label="New branch" mayEdit word="Add branch">
          <BranchFieldset form={form} mayEdit money={false} nextInvoice={null} />
        </SettingsFormFrame>
      </div>
    </Panel>
  );
}
