"use client";

import { FailedPage } from "#/components/shell/failed-page.tsx";
import "./globals.css";

/** Stands in for the root layout when even that failed, so it brings its own document. */
export default function GlobalError({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <html lang="en-GB">
      <body>
        <title>Pitlane</title>
        <FailedPage error={error} retry={retry} />
      </body>
    </html>
  );
}
