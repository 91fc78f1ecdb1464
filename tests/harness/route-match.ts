export const methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"] as const;
export type Method = (typeof methods)[number];

/** A route handler as Next calls it. */
export type RouteHandler = (
  request: Request,
  context: { readonly params: Promise<Readonly<Record<string, string | string[]>>> },
) => Promise<Response> | Response;
export type RouteModule = Readonly<Partial<Record<Method, RouteHandler>>>;

/** What `[name]` and `[...name]` of a route's path stand for in an address; null when the address is not the route's. */
export const matchRoute = (routePath: string, pathname: string): Record<string, string | string[]> | null => {
  const wanted = routePath.split("/").slice(1);
  const given = pathname.split("/").slice(1);
  const params: Record<string, string | string[]> = {};
  for (const [index, segment] of wanted.entries()) {
    const rest = /^\[\.\.\.(.+)\]$/.exec(segment)?.[1];
    if (rest !== undefined) {
      params[rest] = given.slice(index);
      return given.length > index ? params : null;
    }
    const value = given[index];
    const name = /^\[(.+)\]$/.exec(segment)?.[1];
    if (value === undefined || (name === undefined && value !== segment)) return null;
    if (name !== undefined) params[name] = decodeURIComponent(value);
  }
  return given.length === wanted.length ? params : null;
};
