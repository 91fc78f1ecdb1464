import { useEffect, useRef } from "react";
import { type CardField, type CardState, cardSilent } from "./card.ts";
import { appearanceNow, openStripe } from "./stripe-js.ts";

const darkTheme = "(prefers-color-scheme: dark)";

/** Stripe's Payment Element: its frames hold the card, and give a confirmation token for one charge. */
export function StripeField({
  publishableKey,
  currency,
  locale,
  amountMinor,
  onField,
  onState,
}: {
  publishableKey: string;
  currency: string;
  locale: string;
  /** What it opens with; the amount of a charge is told with `ask`. */
  amountMinor: number;
  onField: (field: CardField) => void;
  onState: (state: CardState) => void;
}) {
  const place = useRef<HTMLDivElement>(null);
  // Of the moment of opening: were it to follow what is typed, the field would be made anew and lose its card.
  const first = useRef(amountMinor);

  useEffect(() => {
    let left = false;
    let close = (): void => undefined;
    const open = async (): Promise<void> => {
      const stripe = await openStripe(publishableKey, locale);
      if (left || place.current === null) return;
      const elements = stripe.elements({
        mode: "payment",
        amount: first.current,
        currency: currency.toLowerCase(),
        allowedPaymentMethodTypes: ["card"],
        appearance: appearanceNow(),
      });
      const element = elements.create("payment", { layout: "tabs" });
      element.on("ready", () => onState("ready"));
      element.on("loaderror", () => onState("failed"));
      element.mount(place.current);
      const theme = window.matchMedia(darkTheme);
      const recolour = (): void => elements.update({ appearance: appearanceNow() });
      theme.addEventListener("change", recolour);
      close = () => {
        theme.removeEventListener("change", recolour);
        element.destroy();
      };
      onField({
        ask: async (amount) => {
          elements.update({ amount });
          // What is missing or wrong in the field is said in the field.
          const { error: typed } = await elements.submit();
          if (typed) return { is: "refused", sentence: typed.message ?? "", shown: true };
          const { error, confirmationToken } = await stripe.createConfirmationToken({
            elements,
            params: { return_url: `${window.location.origin}${window.location.pathname}` },
          });
          if (confirmationToken) return { is: "token", token: confirmationToken.id };
          return { is: "refused", sentence: error?.message ?? cardSilent, shown: false };
        },
        act: async (clientSecret) => {
          // Whatever came of it, the server is asked next: it alone knows what was paid.
          await stripe.handleNextAction({ clientSecret });
        },
      });
    };
    open().catch(() => onState("failed"));
    return () => {
      left = true;
      close();
    };
  }, [publishableKey, currency, locale, onField, onState]);

  return <div className="min-h-[230px]" ref={place} />;
}
