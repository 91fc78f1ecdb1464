import { defaultShouldDehydrateQuery, type QueryCache, QueryClient } from "@tanstack/react-query";
import superjson from "superjson";
import { mayHelpToRepeat } from "#/trpc/error.ts";

const seconds = 1000;

/**
 * Reads stay fresh until the live stream says that something changed, so nothing is fetched again for a
 * focus or a remount. Only what a moment's wait can mend is tried again.
 */
export const makeQueryClient = (queryCache?: QueryCache): QueryClient =>
  new QueryClient({
    ...(queryCache === undefined ? {} : { queryCache }),
    defaultOptions: {
      queries: {
        staleTime: 60 * seconds,
        refetchOnWindowFocus: false,
        retry: (failures, error) => failures < 2 && mayHelpToRepeat(error),
        retryDelay: (failures) => Math.random() * seconds * 2 ** failures,
      },
      // A mutation carries its idempotency key: sending it again after a lost answer gives the first result.
      mutations: { retry: (failures, error) => failures < 2 && mayHelpToRepeat(error) },
      dehydrate: {
        serializeData: superjson.serialize,
        // A read still running when the page's first bytes leave is streamed after them.
        shouldDehydrateQuery: (query) => defaultShouldDehydrateQuery(query) || query.state.status === "pending",
        // Next's own redaction stays in charge of what crosses to the browser.
        shouldRedactErrors: () => false,
      },
      hydrate: { deserializeData: superjson.deserialize },
    },
  });
