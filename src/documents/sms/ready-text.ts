import { formatMoney } from "#/domain/money.ts";
import { shortEnough } from "./gsm.ts";
import { optOut } from "./opt-out.ts";

export type ReadyTextProps = {
  tenantName: string;
  branchName: string;
  /** As people dial it. */
  branchPhone: string | null;
  plate: string;
  /** What is still to pay, in minor units; null when nothing is. */
  toPay: { minor: number; currency: string; locale: string } | null;
  /** The page of the visit; null where its link has ended. */
  visit: string | null;
};

/** The car can be collected: who, which car, how much, and the page that says where it stands and whom to call. */
export const readyText = ({ tenantName, branchName, branchPhone, plate, toPay, visit }: ReadyTextProps): string => {
  const money =
    toPay === null ? "Nothing to pay." : `${formatMoney(toPay.minor, toPay.currency, toPay.locale)} to pay.`;
  const ready = `${tenantName}: ${plate} is ready to collect`;
  if (visit !== null)
    return shortEnough([
      `${ready} at ${branchName}. ${money} ${visit} ${optOut}`,
      `${ready}. ${money} ${visit} ${optOut}`,
      `${ready}. ${money} ${visit}`,
      `${plate} is ready. ${money} ${visit}`,
    ]);
  const call = branchPhone === null ? "" : ` Call ${branchPhone}.`;
  const stop = branchPhone === null ? "" : ` Questions, or no more texts: call ${branchPhone}.`;
  return shortEnough([
    `${ready} at ${branchName}. ${money}${stop}`,
    `${ready}. ${money}${stop}`,
    `${ready}. ${money}${call}`,
    `${plate} is ready. ${money}${call}`,
  ]);
};
