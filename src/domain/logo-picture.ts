/** What a page needs to show a logo: no schema, which a page would load with it. */

/** Where a browser finds it, as long as it likes. */
export const logoHref = (tenantId: string, sha256: string): string => `/api/files/logos/${tenantId}/${sha256}`;

/** What is at the size that fits into a box, its proportions kept, and never larger than it is. */
export const fitInto = (
  { width, height }: { readonly width: number; readonly height: number },
  box: { readonly width: number; readonly height: number },
): { width: number; height: number } => {
  const scale = Math.min(1, box.width / width, box.height / height);
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
};

/** `Northside Motors` → `NM`: what stands where there is no logo. */
export const initialsOf = (name: string): string =>
  name
    .split(/\s+/)
    .filter((word) => word !== "")
    .slice(0, 2)
    .map((word) => [...word][0]?.toUpperCase() ?? "")
    .join("");
