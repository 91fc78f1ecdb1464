import { useShell } from "#/components/shell/shell-context.tsx";
import { Fact, Facts } from "#/components/ui/panel.tsx";
import { useNow } from "#/components/ui/use-now.ts";
import { formatMoney } from "#/domain/money.ts";
import type { PurchaseOrderView } from "#/domain/purchase-order.ts";
import { formatIsoDate, formatMoment } from "#/domain/time.ts";

/** Whom it goes to, since when, what it comes to. */
export function OrderFacts({ order }: { order: PurchaseOrderView }) {
  const { renderedAt } = useShell();
  const now = new Date(useNow(renderedAt));
  const { branch, supplier } = order;
  const moment = (at: Date) => formatMoment(at, branch.zone, now);
  return (
    <Facts className="mb-4">
      <Fact term="Begun">
        {moment(order.createdAt)}, {order.createdBy}
      </Fact>
      {order.sentAt === null ? null : (
        <Fact term={order.sentTo === null ? "Ordered by hand" : "Sent"}>
          <span className="min-w-0 truncate">
            {moment(order.sentAt)}, {order.sentBy}
            {order.sentTo === null ? "" : `, to ${order.sentTo}`}
          </span>
        </Fact>
      )}
      {order.expectedOn === null || order.status === "DRAFT" ? null : (
        <Fact term="Expected">{formatIsoDate(order.expectedOn)}</Fact>
      )}
      {supplier === null || (supplier.phone === "" && supplier.accountNumber === "") ? null : (
        <Fact term="Supplier">
          {[supplier.phone, supplier.accountNumber === "" ? "" : `account ${supplier.accountNumber}`]
            .filter((word) => word !== "")
            .join(", ")}
        </Fact>
      )}
      {order.totalMinor === undefined ? null : (
        <Fact term="Expected cost, before tax">{formatMoney(order.totalMinor, branch.currency, branch.locale)}</Fact>
      )}
      {order.closedAt === null ? null : (
        <Fact term={order.status === "CANCELLED" ? "Dropped" : "Closed"}>
          <span className="min-w-0">
            {moment(order.closedAt)}, {order.closedBy}
            {order.closedReason ? `: ${order.closedReason}` : ""}
          </span>
        </Fact>
      )}
    </Facts>
  );
}
