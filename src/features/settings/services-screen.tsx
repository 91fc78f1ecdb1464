"use client";

import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useMay } from "#/components/shell/shell-context.tsx";
import { Badge } from "#/components/ui/badge.tsx";
import { Button } from "#/components/ui/button.tsx";
import { Panel, PanelHead } from "#/components/ui/panel.tsx";
import { type ServiceView, serviceModeWords } from "#/domain/booking-rules.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { formatMoney } from "#/domain/money.ts";
import { formatMinutes } from "#/domain/time.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import { OrderButtons } from "./order-buttons.tsx";
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
  const mayEdit = useMay("settings.edit");
  const order = useMutation(trpc.settings.orderServices.mutationOptions());
  const close = useMutation(trpc.settings.closeService.mutationOptions());
  const reopen = useMutation(trpc.settings.reopenService.mutationOptions());
  const [editing, setEditing] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [told, setTold] = useState("");
  const list = useRef<HTMLUListElement>(null);
  const open = services.filter(({ closedAt }) => closedAt === null);

  const attempt = async (work: () => Promise<unknown>, done: string): Promise<void> => {
    setRefusal(null);
    try {
      await work();
      setTold(done);
    } catch (error) {
      setRefusal(errorOf(error)?.sentence ?? null);
    }
    await queries.invalidateQueries(trpc.settings.services.pathFilter());
  };
  const move = (service: ServiceView, by: 1 | -1): void => {
    const serviceIds = open.map(({ id }) => id);
    const from = serviceIds.indexOf(service.id);
    serviceIds.splice(from, 1);
    serviceIds.splice(from + by, 0, service.id);
    void attempt(
      () => order.mutateAsync({ branchId: branch.id, serviceIds, idempotencyKey: uuidv7() }),
      `${service.name} is number ${from + by + 1} of ${open.length}`,
    );
  };
  const setClosed = (service: ServiceView): void => {
    const input = { serviceId: service.id, version: service.version, idempotencyKey: uuidv7() };
    void attempt(
      () => (service.closedAt === null ? close.mutateAsync(input) : reopen.mutateAsync(input)),
      service.closedAt === null ? `${service.name} is no longer offered` : `${service.name} is offered again`,
    );
  };
  const finish = (serviceId: string | null): void => {
    setEditing(null);
    if (serviceId !== null)
      requestAnimationFrame(() =>
        list.current?.querySelector<HTMLElement>(`[data-change="${CSS.escape(serviceId)}"]`)?.focus(),
      );
  };
  return (
    <Panel>
      <PanelHead
        end={
          mayEdit && editing !== "new" ? (
            <Button aria-label={`Add a service to ${branch.name}`} onClick={() => setEditing("new")} size="sm">
              Add a service
            </Button>
          ) : null
        }
        title={branch.name}
      />
      <p className="sr-only" role="status">
        {told}
      </p>
      {refusal ? (
        <p className="border-t bg-bad-soft px-4 py-2 text-bad" role="alert">
          {refusal}
        </p>
      ) : null}
      <ul aria-label={`Services of ${branch.name}`} className="divide-y divide-line border-t" ref={list}>
        {editing === "new" ? (
          <li className="px-4 py-2">
            <ServiceForm branch={branch} onDone={() => finish(null)} service={null} />
          </li>
        ) : null}
        {services.length === 0 && editing !== "new" ? (
          <li className="px-4 py-3 text-ink-2">
            No service was added yet. Customers book what stands here; without one the public page offers nothing.
          </li>
        ) : null}
        {services.map((service) => {
          const at = open.findIndex(({ id }) => id === service.id);
          return (
            <li className="px-4 py-2" key={service.id}>
              {editing === service.id ? (
                <ServiceForm branch={branch} onDone={() => finish(service.id)} service={service} />
              ) : (
                <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
                  <div className="min-w-0">
                    <p className="flex flex-wrap items-center gap-2">
                      <span className="font-strong">{service.name}</span>
                      {service.closedAt ? <Badge>Not offered</Badge> : null}
                      {service.closedAt === null && !service.bookableOnline ? <Badge>Desk only</Badge> : null}
                    </p>
                    <p className="text-dense text-ink-2">{said(service, branch)}</p>
                  </div>
                  {mayEdit ? (
                    <span className="ml-auto flex flex-wrap items-center gap-1">
                      {at === -1 ? null : (
                        <OrderButtons
                          first={at === 0}
                          last={at === open.length - 1}
                          name={service.name}
                          onMove={(by) => move(service, by)}
                        />
                      )}
                      <Button
                        aria-label={`Change ${service.name} at ${branch.name}`}
                        data-change={service.id}
                        onClick={() => setEditing(service.id)}
                        size="sm"
                      >
                        Change
                      </Button>
                      <Button
                        aria-label={`${service.closedAt === null ? "No longer offer" : "Offer again"} ${service.name} at ${branch.name}`}
                        onClick={() => setClosed(service)}
                        size="sm"
                      >
                        {service.closedAt === null ? "No longer offer" : "Offer again"}
                      </Button>
                    </span>
                  ) : null}
                </div>
              )}
            </li>
          );
        })}
      </ul>
    </Panel>
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
