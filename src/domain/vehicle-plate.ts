/** What plates are compared by: letters and digits, upper case. `kx19 vbt` and `KX19-VBT` are one car. */
export const normalisePlate = (plate: string): string =>
  plate
    .normalize("NFKC")
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, "");

/** As it is shown: upper case, single spaces; UK plates of the current style get their gap. */
export const displayPlate = (plate: string): string => {
  const spaced = plate.normalize("NFKC").toUpperCase().trim().replace(/\s+/g, " ");
  return spaced.replace(/^([A-Z]{2}\d{2})([A-Z]{3})$/, "$1 $2");
};
