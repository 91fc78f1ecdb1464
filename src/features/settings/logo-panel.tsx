"use client";

import { type DragEvent, type ReactNode, useRef, useState } from "react";
import { useMay } from "#/components/shell/shell-context.tsx";
import { LogoPlate, TenantLogo } from "#/components/tenant-logo.tsx";
import { ConfirmDialog } from "#/components/ui/alert-dialog.tsx";
import { Button } from "#/components/ui/button.tsx";
import { cn } from "#/components/ui/cn.ts";
import { Field } from "#/components/ui/field.tsx";
import { FileInput } from "#/components/ui/input.tsx";
import { Panel, PanelHead } from "#/components/ui/panel.tsx";
import { imageTypes } from "#/domain/image.ts";
import type { BusinessView } from "#/domain/settings.ts";
import { type ChosenLogo, logoShownBox, useLogo } from "./use-logo.ts";

/** The logo that papers, mails and public pages show: chosen or dropped here, looked at, then kept. */
export function LogoPanel({ business }: { business: BusinessView }) {
  const mayEdit = useMay("settings.edit");
  const logo = useLogo(business);
  const [over, setOver] = useState(false);
  const [asking, setAsking] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const { chosen } = logo;

  const choose = (file: File | undefined): void => {
    void logo.choose(file);
    if (file === undefined && input.current !== null) input.current.value = "";
  };
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    choose(event.dataTransfer.files[0]);
  };
  const afterwards = (): void => {
    if (input.current !== null) input.current.value = "";
    input.current?.focus();
  };

  return (
    <Panel
      aria-label="Logo"
      className={cn(over && "border-accent bg-accent-soft")}
      onDragLeave={() => setOver(false)}
      onDragOver={(event) => {
        if (!mayEdit || !event.dataTransfer.types.includes("Files")) return;
        event.preventDefault();
        setOver(true);
      }}
      onDrop={mayEdit ? drop : undefined}
    >
      <PanelHead end={over ? "Drop it here" : null} title="Logo" />
      <form
        className="grid gap-x-6 gap-y-4 border-t px-4 py-4 sm:grid-cols-[auto_1fr]"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void logo.save().then((saved) => (saved ? afterwards() : undefined));
        }}
      >
        <Grounds business={business} chosen={chosen} />
        {mayEdit ? (
          <div className="flex flex-col gap-3">
            <Field
              error={logo.error}
              hint="PNG, JPEG or WebP up to 5 MB, or dropped here. One with a clear or white ground looks best; it is kept at 480 × 240 pixels at most."
              label="Picture"
            >
              {(control) => (
                <FileInput
                  {...control}
                  accept={imageTypes.join(",")}
                  onChange={(event) => void logo.choose(event.target.files?.[0])}
                  ref={input}
                />
              )}
            </Field>
            <div className="flex flex-wrap gap-2">
              {chosen === null ? null : (
                <>
                  <Button busy={logo.busy ? "Keeping the logo" : false} look="primary" type="submit">
                    {business.logo === null ? "Use this logo" : "Replace the logo"}
                  </Button>
                  <Button
                    disabled={logo.busy}
                    onClick={() => {
                      choose(undefined);
                      afterwards();
                    }}
                  >
                    Put it back
                  </Button>
                </>
              )}
              {chosen === null && business.logo !== null ? (
                <Button onClick={() => setAsking(true)}>Remove the logo</Button>
              ) : null}
            </div>
          </div>
        ) : null}
      </form>
      <ConfirmDialog
        action="Remove logo"
        busy={logo.busy ? "Removing" : false}
        cancel="Keep it"
        description="From now on the initials on the brand colour stand in its place. Invoices that are out keep the logo they were issued with."
        finalFocus={input}
        onAction={() => void logo.remove().finally(() => setAsking(false))}
        onOpenChange={setAsking}
        open={asking}
        title="Remove the logo?"
      />
    </Panel>
  );
}

/** As it stands on paper, and on a screen that is dark: both at once, whatever this screen is. */
function Grounds({ business, chosen }: { business: BusinessView; chosen: ChosenLogo | null }) {
  const bearer = { ...business, tenantId: business.id };
  const shown = (className: string) =>
    chosen === null ? (
      <TenantLogo box={logoShownBox} className={className} of={bearer} />
    ) : (
      <LogoPlate alt={`${business.name}, not kept yet`} className={className} src={chosen.href} {...chosen.size} />
    );
  return (
    <div className="flex flex-wrap gap-3">
      <Ground className="bg-paper text-on-paper" word="On paper and light screens">
        {shown("dark:p-0")}
      </Ground>
      <Ground className="bg-[#181c1b] text-[#edefec]" word="On dark screens">
        {shown(business.logo === null && chosen === null ? "" : "p-1.5")}
      </Ground>
    </div>
  );
}

const Ground = ({ word, className, children }: { word: string; className: string; children: ReactNode }) => (
  <figure className="w-[252px] max-sm:w-full">
    <div className={cn("flex h-[104px] items-center justify-center rounded-control border px-4", className)}>
      {children}
    </div>
    <figcaption className="mt-1 text-dense text-ink-3">{word}</figcaption>
  </figure>
);
