"use client";

import { parseAsString, useQueryStates } from "nuqs";

/** What the address says of the audit: its text, as it stands there. */
export const useAuditAddress = () =>
  useQueryStates({
    person: parseAsString,
    type: parseAsString,
    record: parseAsString,
    from: parseAsString,
    to: parseAsString,
  });
