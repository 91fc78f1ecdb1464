import { useEffect, useRef, useState } from "react";
import { type CardAnswer, type CardField, type CardState, cardPatienceMs, cardSilent } from "./card.ts";

const read = (data: unknown, name: string): unknown =>
  typeof data === "object" && data !== null ? Reflect.get(data, name) : undefined;

/** What the frame says (`server/gateways/sandbox/frame.ts`), once it is known to come from there. */
const answerIn = (data: unknown): CardAnswer | null => {
  const message = read(data, "message");
  const token = read(data, "token");
  switch (read(data, "type")) {
    case "token":
      return typeof token === "string" ? { is: "token", token } : null;
    case "invalid":
      return { is: "refused", sentence: String(message), shown: true };
    case "error":
      return { is: "refused", sentence: String(message), shown: false };
    default:
      return null;
  }
};

const leastHeight = 120;

/** The sandbox's own frame, on its own port: a card's number is typed there and goes from there to the gateway. */
export function SandboxField({
  frameUrl,
  onField,
  onState,
}: {
  frameUrl: string;
  onField: (field: CardField) => void;
  onState: (state: CardState) => void;
}) {
  const frame = useRef<HTMLIFrameElement>(null);
  const waiting = useRef<((answer: CardAnswer) => void) | null>(null);
  const [src, setSrc] = useState<string | null>(null);
  const [height, setHeight] = useState(320);

  useEffect(() => {
    const address = new URL(frameUrl);
    const { origin } = address;
    address.searchParams.set("origin", window.location.origin);
    const hear = (event: MessageEvent<unknown>): void => {
      if (event.origin !== origin || event.source !== frame.current?.contentWindow) return;
      if (read(event.data, "pitlane") !== "card") return;
      if (read(event.data, "type") === "ready") onState("ready");
      const tall = read(event.data, "height");
      // Hidden, it has no width, and every word in it a line of its own.
      if (typeof tall === "number" && tall >= leastHeight && frame.current.offsetWidth > 0) setHeight(tall);
      const answer = answerIn(event.data);
      if (answer === null) return;
      waiting.current?.(answer);
      waiting.current = null;
    };
    window.addEventListener("message", hear);
    const late = setTimeout(() => onState("failed"), cardPatienceMs);
    onField({
      ask: () =>
        new Promise((resolve) => {
          const settle = (answer: CardAnswer): void => {
            clearTimeout(silent);
            resolve(answer);
          };
          const silent = setTimeout(() => {
            waiting.current = null;
            settle({ is: "refused", sentence: cardSilent, shown: false });
          }, cardPatienceMs);
          waiting.current = settle;
          frame.current?.contentWindow?.postMessage({ pitlane: "card", type: "submit" }, origin);
        }),
      act: null,
    });
    // Only now, so that its first word is heard.
    setSrc(address.href);
    return () => {
      window.removeEventListener("message", hear);
      clearTimeout(late);
    };
  }, [frameUrl, onField, onState]);

  return src === null ? (
    <div style={{ height }} />
  ) : (
    <iframe
      className="block w-full"
      height={height}
      ref={frame}
      referrerPolicy="no-referrer"
      src={src}
      title="Card number, expiry and security code"
    />
  );
}
