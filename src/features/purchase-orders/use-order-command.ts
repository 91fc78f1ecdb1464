import { useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "#/trpc/client.tsx";
import { useCommand } from "#/trpc/use-command.ts";

/** One command about an order; all that shows the order is read again. */
export const useOrderCommand = () => {
  const trpc = useTRPC();
  const queries = useQueryClient();
  return useCommand(async () => {
    await queries.invalidateQueries(trpc.purchaseOrder.pathFilter());
    void queries.invalidateQueries(trpc.part.pathFilter());
    void queries.invalidateQueries(trpc.jobCard.pathFilter());
    void queries.invalidateQueries(trpc.operation.pathFilter());
  });
};
