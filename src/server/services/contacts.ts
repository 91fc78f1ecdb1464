import type { CustomerFields } from "#/domain/customer.ts";
import { ValidationException } from "#/domain/errors.ts";
import { parsePhone } from "#/domain/phone.ts";
import type { CustomerValues } from "#/server/repositories/customers.ts";

/**
 * A customer's facts as they are kept: numbers in E.164, read as dialled in `country`.
 * @throws INVALID_INPUT, with the field, for a number that is none or a contact given twice
 */
export const valuesOf = ({ phones, ...fields }: CustomerFields, country: string): CustomerValues => {
  const numbers = phones.map(({ value, label }, index) => {
    const parsed = parsePhone(value, country);
    if (!parsed.ok) throw refused(parsed.reason, `phones.${index}.value`);
    return { value: parsed.e164, label };
  });
  refuseTwice(numbers, "phones", "This number is above already.");
  refuseTwice(fields.emails, "emails", "This address is above already.");
  return { ...fields, phones: numbers };
};

const refuseTwice = (contacts: readonly { readonly value: string }[], field: string, sentence: string): void => {
  const values = contacts.map(({ value }) => value);
  const twice = values.findIndex((value, index) => values.indexOf(value) < index);
  if (twice >= 0) throw refused(sentence, `${field}.${twice}.value`);
};

const refused = (sentence: string, field: string) => new ValidationException("INVALID_INPUT", sentence, { field });
