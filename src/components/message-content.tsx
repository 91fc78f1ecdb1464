"use client";

import { useState } from "react";
import { Segmented } from "#/components/ui/segmented.tsx";

/**
 * The frame has the page's policy, so the mail's style sheet needs the page's nonce, which scripts may read as a
 * property; scripts never run in the frame. Links open beside the workshop, not inside the frame.
 */
const framed = (html: string): string => {
  const nonce = document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce ?? "";
  return `<base target="_blank">${nonce === "" ? html : html.replaceAll("<style", `<style nonce="${nonce}"`)}`;
};

const ways = [
  { value: "looks", label: "As it looks" },
  { value: "text", label: "Plain text" },
] as const;

/** A message: a mail as its reader sees it or as plain text, or the words of a text message. */
export function MessageContent({
  html,
  text,
  label = "Content as sent",
}: {
  html: string | null;
  text: string;
  label?: string;
}) {
  const [way, setWay] = useState<(typeof ways)[number]["value"]>("looks");
  const plain = html === null || way === "text";
  return (
    <section aria-label={label} className="flex flex-col gap-2.5">
      {html === null ? null : (
        <Segmented
          className="self-start"
          label="How to show it"
          onValueChange={setWay}
          options={ways}
          size="sm"
          value={way}
        />
      )}
      {plain ? (
        <pre className="wrap-anywhere whitespace-pre-wrap rounded-panel border bg-canvas p-4 text-body">{text}</pre>
      ) : (
        <iframe
          className="h-[460px] w-full rounded-panel border bg-surface"
          sandbox="allow-popups allow-popups-to-escape-sandbox"
          srcDoc={framed(html)}
          title="The e-mail as it looks"
        />
      )}
    </section>
  );
}
