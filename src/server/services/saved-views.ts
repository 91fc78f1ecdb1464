export { list } from "#/server/repositories/saved-views.ts";
