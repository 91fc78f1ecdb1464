/** Keeps digits, one point and (where allowed) a leading minus; "1,234.5" and "4,5 " become plain decimals. */
export const plainDecimal = (typed: string, decimals: number, negative: boolean): string => {
  const signed = typed.trim().replace(/^[−–]/, "-");
  const commaIsPoint = decimals > 0 && /^-?\d+,\d{1,2}$/.test(signed);
  const text = commaIsPoint ? signed.replace(",", ".") : signed.replaceAll(",", "");
  const sign = negative && text.startsWith("-") ? "-" : "";
  const [whole = "", ...rest] = text.replace(/[^\d.]/g, "").split(".");
  const fraction = rest.join("").slice(0, decimals);
  return decimals > 0 && rest.length > 0 ? `${sign}${whole}.${fraction}` : `${sign}${whole}`;
};

/** Takes "4." and ".5" to "4" and "0.5" when the field is left. */
export const settled = (text: string): string => {
  if (text === "" || text === "-" || text === "." || text === "-.") return "";
  const [whole = "", fraction] = text.split(".");
  const sign = whole.startsWith("-") ? "-" : "";
  const digits = whole.replace("-", "").replace(/^0+(?=\d)/, "") || "0";
  return fraction ? `${sign}${digits}.${fraction}` : `${sign}${digits}`;
};
