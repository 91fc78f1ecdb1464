import { ValidationException } from "#/domain/errors.ts";
import { displayPlate, normalisePlate } from "#/domain/vehicle-plate.ts";

/** A plate as it is kept and shown. @throws INVALID_INPUT, at `field` */
export const readPlate = (plate: string, field: string): string => {
  if (/^[\p{L}\p{N}]{1,16}$/u.test(normalisePlate(plate))) return displayPlate(plate);
  throw new ValidationException("INVALID_INPUT", "A plate has letters and digits, 16 at most.", { field });
};

export const plateTaken = (plate: string, field: string) =>
  new ValidationException("DUPLICATE", `${plate} is another car's plate. Search for it, or check what you typed.`, {
    field,
  });
