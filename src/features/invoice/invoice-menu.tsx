"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Ban, Link2, ReceiptText, Send } from "lucide-react";
import type { RefObject } from "react";
import { useMay } from "#/components/shell/shell-context.tsx";
import { Menu, MenuItem, MenuSeparator } from "#/components/ui/menu.tsx";
import { toast } from "#/components/ui/toast-store.ts";
import type { InvoiceView } from "#/domain/invoice.ts";
import { formatMoney } from "#/domain/money.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import { useIdempotencyKey } from "#/trpc/idempotency.ts";

const icon = { size: 14, strokeWidth: 1.75, "aria-hidden": true } as const;
const booksOnly = "An owner, an admin or the accountant does this";

/** What can be done with an invoice beside taking its payment; what cannot be says why. */
export function InvoiceMenu({
  invoice,
  anchor,
  onCredit,
  onVoid,
  onLink,
  onClose,
}: {
  invoice: InvoiceView;
  anchor: RefObject<HTMLElement | null>;
  onCredit: () => void;
  onVoid: () => void;
  /** The link could not be put on the clipboard: it is shown, to be copied by hand. */
  onLink: (link: string) => void;
  onClose: () => void;
}) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const key = useIdempotencyKey();
  const mayCredit = useMay("invoice.credit");
  const mayRead = useMay("customer.read");
  const mayResend = useMay("message.resend");
  const { dueMinor, pendingMinor, paidMinor, creditedMinor, totalMinor, currency, parties } = invoice;
  const owed = dueMinor > 0;
  // Asked for when the menu opens, so that copying is done in the press itself, as browsers demand.
  const link = useQuery(trpc.invoice.payLink.queryOptions({ invoiceId: invoice.id }, { enabled: owed, retry: false }));
  const messages = useQuery(
    trpc.message.list.queryOptions({ invoiceId: invoice.id }, { enabled: owed && mayRead && mayResend }),
  );
  const mailed = messages.data?.messages.find(({ kind, channel }) => kind === "invoice" && channel === "EMAIL");
  const open = useMutation(trpc.invoice.openPayLink.mutationOptions());
  const openKey = useIdempotencyKey();
  const mayTake = useMay("payment.take");
  const resend = useMutation(trpc.message.resend.mutationOptions());

  const copy = async (path: string): Promise<void> => {
    const address = `${window.location.origin}${path}`;
    try {
      await navigator.clipboard.writeText(address);
      toast("The payment link is copied. Whoever has it can see and pay this invoice.", { mark: "ok" });
    } catch {
      // No clipboard without https, or the browser was told to refuse it: the link is shown instead.
      onLink(address);
    }
  };
  /** An invoice from before there were links, or one that fell due again. Made first, so copying is left to the dialog. */
  const makeLink = async (): Promise<void> => {
    try {
      const { path } = await open.mutateAsync({ invoiceId: invoice.id, idempotencyKey: openKey.current });
      onLink(`${window.location.origin}${path}`);
    } catch (error) {
      toast(errorOf(error)?.sentence ?? "The link could not be made.", { mark: "bad" });
    }
  };
  const send = async (messageId: string, to: string): Promise<void> => {
    try {
      await resend.mutateAsync({ messageId, recipient: null, idempotencyKey: key.current });
      toast(`The invoice with its payment link is on its way to ${to}.`, { mark: "ok" });
      void queries.invalidateQueries(trpc.message.pathFilter());
      void queries.invalidateQueries(trpc.operation.pathFilter());
    } catch (error) {
      toast(errorOf(error)?.sentence ?? "It was not sent.", { mark: "bad" });
    }
  };

  const nothingOwed = owed ? null : "Nothing is owed on it";
  const paying = pendingMinor > 0 ? "It is being paid online right now" : null;
  const taken = creditedMinor >= totalMinor && totalMinor > 0 ? "All of it is credited" : null;
  const notMailed =
    mailed === undefined
      ? messages.isLoading
        ? "Looking for the invoice's mail"
        : invoice.customer.email === null
          ? "The customer has no e-mail address"
          : "The invoice has not been mailed yet"
      : mailed.trying
        ? "Its mail is being sent right now"
        : null;
  return (
    <Menu
      align="end"
      anchor={anchor}
      finalFocus={anchor}
      label="This invoice"
      onOpenChange={(next) => (next ? undefined : onClose())}
      open
    >
      <MenuItem
        icon={<Link2 {...icon} />}
        onSelect={() => void (link.data ? copy(link.data.path) : makeLink())}
        refusal={
          nothingOwed ??
          (link.isPending
            ? "The link is on its way"
            : link.isError && !mayTake
              ? "It has no link yet: one comes with the invoice's mail or PDF"
              : null)
        }
      >
        Copy payment link
      </MenuItem>
      <MenuItem
        icon={<Send {...icon} />}
        onSelect={() => (mailed ? void send(mailed.id, mailed.recipientShown) : undefined)}
        refusal={nothingOwed ?? (mayRead && mayResend ? notMailed : "Your role does not send messages")}
      >
        Send payment link{mailed ? ` to ${mailed.recipientShown}` : ""}
      </MenuItem>
      <MenuSeparator />
      <MenuItem
        icon={<ReceiptText {...icon} />}
        onSelect={onCredit}
        refusal={mayCredit ? (taken ?? paying) : booksOnly}
      >
        Issue credit note
      </MenuItem>
      <MenuItem
        danger
        icon={<Ban {...icon} />}
        onSelect={onVoid}
        refusal={
          mayCredit
            ? (taken ??
              paying ??
              (paidMinor > 0
                ? `${formatMoney(paidMinor, currency, parties.branch.locale)} of it is paid. Give that back first, or issue a credit note`
                : null))
            : booksOnly
        }
      >
        Void invoice
      </MenuItem>
    </Menu>
  );
}
