"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { Ellipsis, FileText } from "lucide-react";
import dynamic from "next/dynamic";
import { type ReactNode, useRef, useState } from "react";
import { useMay, useShell } from "#/components/shell/shell-context.tsx";
import { Button, buttonClass } from "#/components/ui/button.tsx";
import { Glyph } from "#/components/ui/glyph.tsx";
import { linkClass, TextLink } from "#/components/ui/link.tsx";
import { PageHeader } from "#/components/ui/page-header.tsx";
import { Plate } from "#/components/ui/plate.tsx";
import { useHotkeys } from "#/components/ui/use-hotkeys.ts";
import { useNow } from "#/components/ui/use-now.ts";
import type { InvoiceView } from "#/domain/invoice.ts";
import type { PaymentView } from "#/domain/payment.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { InvoiceFacts } from "./invoice-facts.tsx";
import { InvoiceLines } from "./invoice-lines.tsx";
import { MoneyPanel } from "./money-panel.tsx";
import { Parties } from "./parties.tsx";
import { isWaiting, roomOf, sizeWords } from "./words.ts";

// Loaded when first opened: most who look at an invoice only read it.
const PaymentDialog = dynamic(() => import("./payment-dialog.tsx").then((file) => file.PaymentDialog), { ssr: false });
const RefundDialog = dynamic(() => import("./refund-dialog.tsx").then((file) => file.RefundDialog), { ssr: false });
const CreditDialog = dynamic(() => import("./credit-dialog.tsx").then((file) => file.CreditDialog), { ssr: false });
const VoidDialog = dynamic(() => import("./void-dialog.tsx").then((file) => file.VoidDialog), { ssr: false });
const LinkDialog = dynamic(() => import("./link-dialog.tsx").then((file) => file.LinkDialog), { ssr: false });
const InvoiceMenu = dynamic(() => import("./invoice-menu.tsx").then((file) => file.InvoiceMenu), { ssr: false });

type OpenDialog =
  | { kind: "pay" | "credit" | "void" }
  | { kind: "refund"; payment: PaymentView }
  | { kind: "link"; link: string };

/** While something is on its way that ends by itself, the screen looks again so often. */
const waitingMs = 4000;

/** An invoice as it was issued, and what was paid since. `messages` is what the customer was sent about it and `rail` its timeline, given by the page. */
export function InvoiceScreen({
  invoiceId,
  messages,
  rail,
}: {
  invoiceId: string;
  messages: ReactNode;
  rail: ReactNode;
}) {
  const trpc = useTRPC();
  const { data: invoice } = useSuspenseQuery(
    trpc.invoice.byId.queryOptions(
      { invoiceId },
      { refetchInterval: ({ state: { data } }) => (data !== undefined && isWaiting(data) ? waitingMs : false) },
    ),
  );
  const { renderedAt } = useShell();
  const now = new Date(useNow(renderedAt));
  const mayTake = useMay("payment.take");
  const [dialog, setDialog] = useState<OpenDialog | null>(null);
  const [menu, setMenu] = useState(false);
  const more = useRef<HTMLButtonElement>(null);
  const payable = mayTake && roomOf(invoice) > 0;
  const pay = () => setDialog({ kind: "pay" });
  const close = () => setDialog(null);
  useHotkeys([{ keys: "Alt+P", label: "take payment", enabled: payable, run: pay }]);
  return (
    <>
      <div className="shrink-0 border-b bg-surface print:border-0">
        <PageHeader
          actions={
            <>
              <OpenPdf invoice={invoice} now={now} />
              <Button
                aria-expanded={menu}
                aria-haspopup="menu"
                aria-label="More to do with this invoice"
                icon
                onClick={() => setMenu((open) => !open)}
                ref={more}
              >
                <Ellipsis aria-hidden size={16} strokeWidth={1.75} />
              </Button>
              {payable ? (
                <Button hint="Alt P" look="primary" onClick={pay}>
                  Take payment
                </Button>
              ) : null}
              {menu ? (
                <InvoiceMenu
                  anchor={more}
                  invoice={invoice}
                  onClose={() => setMenu(false)}
                  onCredit={() => setDialog({ kind: "credit" })}
                  onLink={(link) => setDialog({ kind: "link", link })}
                  onVoid={() => setDialog({ kind: "void" })}
                />
              ) : null}
            </>
          }
          className="pt-3"
          start={<Plate size="lg">{invoice.parties.vehicle.plate}</Plate>}
          sub={<Customer invoice={invoice} />}
          title={`Invoice ${invoice.number}`}
        />
        <InvoiceFacts invoice={invoice} now={now} />
      </div>
      <div
        className="min-[1360px]:grid min-[1360px]:min-h-0 min-[1360px]:flex-1 min-[1360px]:grid-cols-[minmax(0,1fr)_348px] print:block"
        data-print="flow"
      >
        <div className="min-w-0 px-4 pt-4 pb-6 max-sm:px-3 min-[1360px]:overflow-y-auto print:p-0" data-print="flow">
          <InvoiceLines invoice={invoice} now={now} />
          <MoneyPanel invoice={invoice} now={now} onRefund={(payment) => setDialog({ kind: "refund", payment })} />
          <Parties invoice={invoice} now={now} />
          <div data-print="hide">{messages}</div>
        </div>
        {rail ? (
          <div
            className="border-line bg-surface max-[1359px]:border-t min-[1360px]:overflow-y-auto min-[1360px]:border-l"
            data-print="hide"
          >
            {rail}
          </div>
        ) : null}
      </div>
      {dialog?.kind === "pay" ? <PaymentDialog invoice={invoice} onClose={close} /> : null}
      {dialog?.kind === "refund" ? <RefundDialog invoice={invoice} onClose={close} payment={dialog.payment} /> : null}
      {dialog?.kind === "credit" ? <CreditDialog invoice={invoice} onClose={close} /> : null}
      {dialog?.kind === "void" ? <VoidDialog invoice={invoice} onClose={close} /> : null}
      {dialog?.kind === "link" ? <LinkDialog link={dialog.link} onClose={close} /> : null}
    </>
  );
}

function Customer({ invoice: { customer, parties } }: { invoice: InvoiceView }) {
  return (
    <>
      <TextLink href={`/customers/${customer.id}`}>{customer.name}</TextLink>
      {customer.phone ? (
        <>
          ,{" "}
          <a className={linkClass} href={`tel:${customer.phone.replace(/[^\d+]/g, "")}`}>
            {customer.phoneShown}
          </a>
        </>
      ) : null}
      . {parties.vehicle.description}.
    </>
  );
}

/** After this an invoice whose file is not stored has it made by asking for it. */
const patienceMs = 60_000;

/** The file; for the first minute, until it is stored, that it is on its way. Printing is printing the file. */
function OpenPdf({ invoice: { id, file, issuedAt }, now }: { invoice: InvoiceView; now: Date }) {
  if (file === null && now.getTime() - issuedAt.getTime() < patienceMs)
    return (
      <span className="inline-flex items-center gap-1.5 text-dense text-ink-3" role="status">
        <Glyph shape="dashedRing" tone="ink-3" />
        The PDF is being made
      </span>
    );
  return (
    <>
      {file === null ? null : (
        <span className="text-dense text-ink-3 max-sm:hidden">
          {file.pages === 1 ? "1 page" : `${file.pages} pages`}, {sizeWords(file.bytes)}
        </span>
      )}
      <a className={buttonClass()} href={`/api/files/invoices/${id}`} rel="noopener" target="_blank">
        <FileText aria-hidden size={15} strokeWidth={1.75} />
        Open PDF
      </a>
    </>
  );
}
