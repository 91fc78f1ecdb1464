const home = "/board";

/**
 * Where to go after signing in: the page that was asked for, if it is one of ours, else the board.
 * A link such as `//evil.example` or `/\evil.example` would leave the site with a trusting visitor.
 */
export const safeNext = (asked: string | string[] | undefined): string => {
  if (typeof asked !== "string" || !asked.startsWith("/")) return home;
  const base = "http://pitlane.invalid";
  if (!URL.canParse(asked, base)) return home;
  const url = new URL(asked, base);
  const leads = url.origin === base && !url.pathname.startsWith("//");
  const loops = url.pathname.startsWith("/sign-in") || url.pathname === "/" || url.pathname.startsWith("/api/");
  return leads && !loops ? `${url.pathname}${url.search}${url.hash}` : home;
};
