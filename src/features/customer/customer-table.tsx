"use client";

import { useRouter } from "next/navigation";
import { cn } from "#/components/ui/cn.ts";
import { TextLink } from "#/components/ui/link.tsx";
import { ListFoot } from "#/components/ui/list-foot.tsx";
import { Plate } from "#/components/ui/plate.tsx";
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from "#/components/ui/table.tsx";
import { formatDate } from "#/domain/time.ts";
import type { useCustomerList } from "./use-customers.ts";

/** One row a customer, by name. */
export function CustomerTable({ list }: { list: ReturnType<typeof useCustomerList> }) {
  const router = useRouter();
  const { customers, zone, loading, loadMore, failed, stale } = list;
  return (
    <>
      <Table className={cn("mx-4 min-h-0 max-sm:mx-3", stale && "opacity-60")} label="Customers">
        <TableHead>
          <tr>
            <HeadCell>Name</HeadCell>
            <HeadCell className="max-sm:hidden">Cars</HeadCell>
            <HeadCell>Phone</HeadCell>
            <HeadCell className="max-lg:hidden">E-mail</HeadCell>
            <HeadCell className="max-md:hidden">Last visit</HeadCell>
            <HeadCell className="max-sm:hidden" numeric>
              Open cards
            </HeadCell>
          </tr>
        </TableHead>
        <TableBody>
          {customers.map(({ id, name, plates, phoneShown, email, lastVisit, openCards }) => (
            <Row className="cursor-pointer" key={id} onClick={() => router.push(`/customers/${id}`)}>
              <Cell className="max-sm:py-1.5">
                <TextLink
                  className="font-medium text-ink no-underline hover:underline"
                  href={`/customers/${id}`}
                  onClick={(event) => event.stopPropagation()}
                  prefetch={false}
                >
                  {name}
                </TextLink>
                <span className="mt-0.5 flex flex-wrap gap-1 sm:hidden">
                  <Plates plates={plates} />
                </span>
              </Cell>
              <Cell className="max-sm:hidden">
                <span className="flex gap-1.5">
                  <Plates plates={plates} />
                </span>
              </Cell>
              <Cell className="whitespace-nowrap">{phoneShown ?? "–"}</Cell>
              <Cell className="max-w-60 truncate text-ink-2 max-lg:hidden">{email ?? "–"}</Cell>
              <Cell className="whitespace-nowrap text-ink-2 max-md:hidden">
                {lastVisit === null ? "Never" : formatDate(lastVisit, zone)}
              </Cell>
              <Cell className="max-sm:hidden" numeric>
                {openCards === 0 ? "–" : openCards}
              </Cell>
            </Row>
          ))}
        </TableBody>
      </Table>
      <ListFoot className="px-4" failed={failed} loading={loading} loadMore={loadMore}>
        {customers.length === 1 ? "1 customer" : `${customers.length} customers`}
        {loadMore ? ", and more" : ""}
      </ListFoot>
    </>
  );
}

const Plates = ({ plates }: { plates: readonly string[] }) => (
  <>
    {plates.slice(0, 2).map((plate) => (
      <Plate key={plate} size="sm">
        {plate}
      </Plate>
    ))}
    {plates.length > 2 ? <span className="text-dense text-ink-3">+{plates.length - 2}</span> : null}
  </>
);
