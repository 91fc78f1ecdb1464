"use client";

import { useEffect, useRef, useState } from "react";
import { Button } from "#/components/ui/button.tsx";

/** A secret that is shown this once, to be copied. Closing it is its reader's doing alone. */
export function SecretNote({ name, secret, onClose }: { name: string; secret: string; onClose: () => void }) {
  const field = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState<boolean | null>(null);
  useEffect(() => field.current?.select(), []);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(secret);
      setCopied(true);
    } catch {
      // No clipboard without https, or the browser was told to refuse it: it is selected instead.
      field.current?.select();
      setCopied(false);
    }
  };
  return (
    <section aria-label={`Signing secret of ${name}`} className="border-t bg-warn-soft px-4 py-3">
      <p className="font-strong">Signing secret of {name}</p>
      <p className="text-ink-2">
        Put it into what listens there: it proves that a message is from here. It is shown this once and never again.
      </p>
      <div className="mt-2 flex flex-wrap items-center gap-2">
        <input
          aria-label={`Signing secret of ${name}`}
          className="h-8 min-w-0 flex-1 basis-72 rounded-control border border-control bg-surface px-2 text-body max-sm:h-12"
          readOnly
          ref={field}
          value={secret}
        />
        <Button onClick={() => void copy()}>Copy</Button>
        <Button look="primary" onClick={onClose}>
          It is kept
        </Button>
      </div>
      <p aria-live="polite" className="mt-1 min-h-4 text-dense text-ink-2">
        {copied === null ? "" : copied ? "Copied." : "The browser gives no clipboard: it is selected, copy it by hand."}
      </p>
    </section>
  );
}
