import { TextLink } from "#/components/ui/link.tsx";
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from "#/components/ui/table.tsx";
import { formatMoney } from "#/domain/money.ts";
import {
  isUnderWay,
  lineStanding,
  type PurchaseOrderLineView,
  type PurchaseOrderView,
} from "#/domain/purchase-order.ts";
import { formatQuantity, quantityText } from "#/domain/quantity.ts";

/** `2 still to come`, `1 more than ordered`; null when it is just what was ordered. */
export const standingWords = (line: { quantity: string; received: string; unit: string }): string | null => {
  const { missing, over } = lineStanding(line);
  if (missing > 0) return `${formatQuantity(quantityText(missing), line.unit)} still to come`;
  return over > 0 ? `${formatQuantity(quantityText(over), line.unit)} more than ordered` : null;
};

/** For which cards a line was ordered. */
export const NeededBy = ({ line }: { line: PurchaseOrderLineView }) =>
  line.needs.length === 0 ? null : (
    <span className="block text-dense text-ink-2">
      For{" "}
      {line.needs.map(({ jobCardId, jobCardNumber, plate }, index) => (
        <span key={jobCardId}>
          {index > 0 ? ", " : ""}
          <TextLink href={`/job-cards/${jobCardId}`}>
            job card {jobCardNumber}, {plate}
          </TextLink>
        </span>
      ))}
    </span>
  );

/** What was ordered and what of it has come. */
export function OrderLines({ order }: { order: PurchaseOrderView }) {
  const { branch } = order;
  const money = (minor: number | undefined) =>
    minor === undefined ? "" : formatMoney(minor, branch.currency, branch.locale);
  const priced = order.totalMinor !== undefined;
  const coming = isUnderWay(order.status);
  if (order.lines.length === 0) return <p className="text-ink-2">Nothing stands on this order.</p>;
  return (
    <Table label="Lines of the order">
      <TableHead>
        <tr>
          <HeadCell>Number</HeadCell>
          <HeadCell>Part</HeadCell>
          <HeadCell numeric>Ordered</HeadCell>
          <HeadCell numeric>Received</HeadCell>
          {priced ? (
            <HeadCell className="max-sm:hidden" numeric>
              Each
            </HeadCell>
          ) : null}
        </tr>
      </TableHead>
      <TableBody>
        {order.lines.map((line) => {
          const standing = standingWords(line);
          const over = lineStanding(line).over > 0;
          return (
            <Row key={line.partId}>
              <Cell className="whitespace-nowrap py-1.5 align-top">
                <TextLink href={`/parts/${line.partId}`}>{line.number}</TextLink>
              </Cell>
              <Cell className="w-full py-1.5 align-top">
                {line.name}
                <NeededBy line={line} />
              </Cell>
              <Cell className="py-1.5 align-top" numeric>
                {formatQuantity(line.quantity, line.unit)}
              </Cell>
              <Cell className="py-1.5 align-top" numeric>
                {formatQuantity(line.received, line.unit)}
                {standing === null || !(coming || over || order.status === "CLOSED") ? null : (
                  <span className={over ? "block text-dense text-warn" : "block text-dense text-ink-2"}>
                    {coming || over ? standing : standing.replace("still to come", "never came")}
                  </span>
                )}
              </Cell>
              {priced ? (
                <Cell className="py-1.5 align-top max-sm:hidden" numeric>
                  {money(line.unitCostMinor)}
                </Cell>
              ) : null}
            </Row>
          );
        })}
      </TableBody>
    </Table>
  );
}
