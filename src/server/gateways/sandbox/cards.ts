import type { Behaviour, Card } from "./records.ts";

type TestCard = {
  readonly number: string;
  /** Stripe's name of the same card for its test helper, or one of ours where Stripe has none. */
  readonly method: string;
  readonly behaviour: Behaviour;
  /** What it shows, for people. */
  readonly shows: string;
};

/** https://docs.stripe.com/testing, and one that Stripe has not: a bank that never answers. */
export const testCards: readonly TestCard[] = [
  { number: "4242424242424242", method: "pm_card_visa", behaviour: "ok", shows: "Pays" },
  { number: "4000000000000002", method: "pm_card_visa_chargeDeclined", behaviour: "declined", shows: "Is declined" },
  {
    number: "4000000000009995",
    method: "pm_card_visa_chargeDeclinedInsufficientFunds",
    behaviour: "insufficient",
    shows: "Has no money on it",
  },
  {
    number: "4000000000000077",
    method: "pm_card_pitlane_slow",
    behaviour: "slow",
    shows: "Needs some seconds, then pays",
  },
  {
    number: "4000002760003184",
    method: "pm_card_authenticationRequired",
    behaviour: "asks",
    shows: "Its bank asks first",
  },
  {
    // No money moves, and the call is never answered; a repeat is not answered either.
    number: "4000000000007775",
    method: "pm_card_pitlane_silent",
    behaviour: "silent",
    shows: "Never answers",
  },
];

/** https://en.wikipedia.org/wiki/Luhn_algorithm: each card number's last digit checks the others. */
export const isCardNumber = (number: string): boolean => {
  if (!/^\d{13,19}$/.test(number)) return false;
  const sum = [...number].reverse().reduce((total, digit, at) => {
    const value = Number(digit) * (at % 2 === 1 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
};

const cardOf = ({ number, behaviour }: TestCard): Card => ({ brand: "visa", last4: number.slice(-4), behaviour });

export const cardByNumber = (number: string): Card | null => {
  const found = testCards.find((each) => each.number === number);
  return found === undefined ? null : cardOf(found);
};

export const cardByMethod = (method: string): Card | null => {
  const found = testCards.find((each) => each.method === method);
  return found === undefined ? null : cardOf(found);
};
