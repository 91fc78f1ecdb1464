import { registerTenantInput, tenantRegistered } from "#/domain/registration.ts";
import { limitSignUps } from "#/server/api/limits.ts";
import { mutationInput, publicProcedure, router } from "#/server/api/trpc.ts";
import { registerTenant } from "#/server/orchestrators/register-tenant.ts";

export const tenantRouter = router({
  /** Signs a workshop up. It opens no session: whoever has the password signs in with it. */
  register: publicProcedure
    .input(mutationInput(registerTenantInput.shape))
    .output(tenantRegistered)
    .mutation(async ({ ctx, input }) => {
      await limitSignUps(ctx, input.email);
      return await registerTenant(ctx, input);
    }),
});
