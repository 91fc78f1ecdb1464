import { z } from "zod";
import { passwordLength } from "#/domain/password-length.ts";

export { passwordLength };

/** A password that a person chooses, as it was typed. */
export const newPassword = z
  .string()
  .min(passwordLength.min, `Use ${passwordLength.min} characters or more. A few words in a row are easy to remember.`)
  .max(passwordLength.max, `${passwordLength.max} characters at most.`);
