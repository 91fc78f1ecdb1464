import { z } from "zod";

/** Characters. Length is what makes a password hard to guess; rules on its make-up only make it hard to remember. */
export const passwordLength = { min: 10, max: 200 } as const;

/** A password that a person chooses, as it was typed. */
export const newPassword = z
  .string()
  .min(passwordLength.min, `Use ${passwordLength.min} characters or more. A few words in a row are easy to remember.`)
  .max(passwordLength.max, `${passwordLength.max} characters at most.`);
