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
  /** The page to pay on, if something is due. */
  pay: string | null;
};

/** The car can be collected: who, which car, how much, and the page to pay on, or the one that says where it stands. */
export const readyText = ({
  tenantName,
  branchName,
  branchPhone,
  plate,
  toPay,
  visit,
  pay,
}: ReadyTextProps): string => {
  const money =
    toPay === null ? "Nothing to pay." : `${formatMoney(toPay.minor, toPay.currency, toPay.locale)} to pay.`;
  const ready = `${tenantName}: ${plate} is ready to collect`;
  // A text has room for one address, and whoever owes something needs the one to pay at: it says whom to call, too.
  if (pay !== null && toPay !== null)
    return shortEnough([
      `${ready} at ${branchName}. ${money} Pay online: ${pay} ${optOut}`,
      `${ready}. ${money} Pay online: ${pay} ${optOut}`,
      `${ready}. ${money} ${pay} ${optOut}`,
      `${ready}. ${money} ${pay}`,
      `${plate} is ready. ${money} ${pay}`,
    ]);
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
