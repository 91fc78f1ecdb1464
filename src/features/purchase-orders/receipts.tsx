import { useShell } from "#/components/shell/shell-context.tsx";
import { TextLink } from "#/components/ui/link.tsx";
import { Panel, PanelHead } from "#/components/ui/panel.tsx";
import { useNow } from "#/components/ui/use-now.ts";
import { formatMoney } from "#/domain/money.ts";
import type { PurchaseOrderView } from "#/domain/purchase-order.ts";
import { formatQuantity } from "#/domain/quantity.ts";
import { formatMoment } from "#/domain/time.ts";

/** Each delivery as it came, the newest first; every quantity leads to the part's ledger. */
export function Receipts({ order }: { order: PurchaseOrderView }) {
  const { renderedAt } = useShell();
  const now = new Date(useNow(renderedAt));
  const { branch } = order;
  if (order.receipts.length === 0) return null;
  return (
    <Panel aria-label="Deliveries" className="mt-4">
      <PanelHead title="Deliveries" />
      <ul className="divide-y divide-line border-t">
        {order.receipts.map((receipt) => (
          <li className="px-4 py-2.5" key={receipt.id}>
            <p className="font-strong">
              {formatMoment(receipt.receivedAt, branch.zone, now)}, {receipt.receivedBy}
              {receipt.deliveryNote === "" ? "" : `, delivery note ${receipt.deliveryNote}`}
            </p>
            <ul className="text-ink-2">
              {receipt.lines.map((line) => (
                <li key={line.partId}>
                  <TextLink href={`/parts/${line.partId}`}>{formatQuantity(line.quantity, line.unit)}</TextLink> ×{" "}
                  {line.name}
                  {line.unitCostMinor === undefined
                    ? ""
                    : `, ${formatMoney(line.unitCostMinor, branch.currency, branch.locale)} each`}
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
