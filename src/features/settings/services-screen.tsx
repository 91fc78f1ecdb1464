"use client";

import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { type ServiceView, serviceModeWords } from "#/domain/booking-rules.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { formatMoney } from "#/domain/money.ts";
import { formatMinutes } from "#/domain/time.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { OrderedItems } from "./ordered-items.tsx";
import { ServiceForm } from "./service-form.tsx";

/** What can be booked at each branch, in the order in which customers are shown it. */
export function ServicesScreen() {
  const trpc = useTRPC();
  const branches = useSuspenseQuery(trpc.settings.branches.queryOptions()).data;
  const services = useSuspenseQuery(trpc.settings.services.queryOptions()).data;
  return (
    <div className="flex flex-col gap-3">
      {branches
        .filter(({ closedAt }) => closedAt === null)
        .map((branch) => (
          <BranchServices
            branch={branch}
            key={branch.id}
            services={services.filter(({ branchId }) => branchId === branch.id)}
          />
        ))}
    </div>
  );
}

type BranchOfServices = { id: string; name: string; currency: string; locale: string };

function BranchServices({ branch, services }: { branch: BranchOfServices; services: readonly ServiceView[] }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const order = useMutation(trpc.settings.orderServices.mutationOptions());
  const close = useMutation(trpc.settings.closeService.mutationOptions());
  const reopen = useMutation(trpc.settings.reopenService.mutationOptions());
  const versionOf = ({ id: serviceId, version }: ServiceView) => ({ serviceId, version, idempotencyKey: uuidv7() });
  return (
    <OrderedItems
      badges={({ closedAt, bookableOnline }) => {
        if (closedAt !== null) return ["Not offered"];
        return bookableOnline ? [] : ["Desk only"];
      }}
      closing={{ word: "No longer offer", done: "is no longer offered" }}
      details={(service) => said(service, branch)}
      empty="No service was added yet. Customers book what stands here; without one the public page offers nothing."
      form={(service, onDone) => <ServiceForm branch={branch} onDone={onDone} service={service} />}
      items={services}
      noun={{ one: "service", many: "Services" }}
      onClose={(service) => close.mutateAsync(versionOf(service))}
      onOrder={(serviceIds) => order.mutateAsync({ branchId: branch.id, serviceIds, idempotencyKey: uuidv7() })}
      onReopen={(service) => reopen.mutateAsync(versionOf(service))}
      owner={branch.name}
      reload={() => queries.invalidateQueries(trpc.settings.services.pathFilter())}
      reopening={{ word: "Offer again", done: "is offered again" }}
    />
  );
}

const said = (service: ServiceView, { currency, locale }: BranchOfServices): string =>
  [
    service.bufferMinutes > 0
      ? `${formatMinutes(service.labourMinutes)} and ${formatMinutes(service.bufferMinutes)} after it`
      : formatMinutes(service.labourMinutes),
    service.priceFromMinor === null ? null : `from ${formatMoney(service.priceFromMinor, currency, locale)}`,
    serviceModeWords[service.mode].toLowerCase(),
    service.capabilities.length > 0 ? `bay with ${service.capabilities.join(", ")}` : null,
    service.skill === null ? null : `technician with ${service.skill}`,
  ]
    .filter(Boolean)
    .join(", ");
