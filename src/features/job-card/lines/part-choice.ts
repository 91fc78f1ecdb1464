import type { z } from "zod";
import type { partChoice } from "#/domain/part.ts";

export type PartChoiceView = z.infer<typeof partChoice>;
