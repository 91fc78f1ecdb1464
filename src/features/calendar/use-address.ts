"use client";

import { createParser, parseAsStringLiteral, useQueryStates } from "nuqs";
import { isoDay } from "#/domain/booking-rules.ts";
import { id } from "#/domain/fields.ts";
import { calendarViews, wallTimeOf } from "./address.ts";

const parseAsDay = createParser({ parse: (raw) => isoDay.safeParse(raw).data ?? null, serialize: String });
const parseAsId = createParser({ parse: (raw) => id.safeParse(raw).data ?? null, serialize: String });
const parseAsWallTime = createParser({ parse: wallTimeOf, serialize: String });

/** Day, view and what is open, kept in the address. */
export const useCalendarAddress = () =>
  useQueryStates({
    day: parseAsDay,
    view: parseAsStringLiteral(calendarViews).withDefault("day"),
    branch: parseAsId,
    open: parseAsId,
    why: parseAsWallTime,
    /** A booking is asked for by another page: for this plate, or for nobody yet. */
    book: createParser({ parse: (raw) => raw.slice(0, 16), serialize: String }),
  });
