import type { Metadata } from "next";
import { plainBill } from "#/features/pay/bill.ts";
import { PayScreen } from "#/features/pay/pay-screen.tsx";
import { caller, gone, orNotFound } from "../../ask.ts";

/** The address is the key to the bill: it is named to nobody. */
export const metadata: Metadata = { title: { absolute: "Your invoice" }, referrer: "no-referrer" };

type PageProps = { params: Promise<{ token: string }> };

export default async function PayPage({ params }: PageProps) {
  const { token } = await params;
  const found = await orNotFound((await caller()).pay.byToken({ token }));
  if (found.found === "gone") return gone();
  return <PayScreen bill={plainBill(found.bill)} renderedAt={Date.now()} token={token} />;
}
