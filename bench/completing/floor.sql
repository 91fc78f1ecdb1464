-- What completing a job card costs at least: the same effects by hand, in one call and one round trip. Prices without
-- tax and rounding by line (the terms of the benchmark's branch) are built in; a product could not stop here.
create or replace function bench_complete(p_tenant uuid, p_card uuid, p_actor uuid, p_actor_name text, p_correlation text)
returns text language plpgsql as $$
declare
  c record;
  v_now timestamptz := clock_timestamp();
  v_run uuid := uuidv7();
  v_invoice uuid := uuidv7();
  v_completed uuid := uuidv7();
  v_generated uuid := uuidv7();
  v_adjusted uuid := uuidv7();
  v_completion int;
  v_series text;
  v_sequence int;
  v_number text;
  v_net bigint;
  v_tax bigint;
  v_taxes jsonb;
  v_parts uuid[];
begin
  perform set_config('app.tenant_id', p_tenant::text, true);

  select jc.number, jc.status, jc.odometer_in, jc.odometer_out, jc.completion_number, jc.complaint, jc.vehicle_id, jc.customer_id, jc.branch_id,
         b.zone, b.invoice_prefix, b.currency, b.tax_mode, b.rounding_rule, b.payment_terms_days, b.odometer_unit,
         jsonb_build_object(
           'tenant', jsonb_build_object('name', t.name, 'legalName', t.legal_name, 'country', t.country, 'registrationNumber', t.registration_number,
             'taxNumber', t.tax_number, 'brandColour', t.brand_colour),
           'branch', jsonb_build_object('name', b.name, 'zone', b.zone, 'locale', b.locale, 'country', b.country, 'taxName', b.tax_name,
             'addressLines', b.address_lines, 'phone', b.phone, 'email', b.email, 'odometerUnit', b.odometer_unit,
             'paymentDetails', b.payment_details, 'invoiceTerms', b.invoice_terms),
           'customer', jsonb_build_object('name', cu.name, 'addressLines', cu.address_lines),
           'vehicle', jsonb_build_object('plate', v.plate, 'description', v.make || ' ' || v.model || ', ' || v.year,
             'odometerIn', jc.odometer_in, 'odometerOut', jc.odometer_out),
           'jobCardNumber', jc.number,
           'approvals', (select jsonb_agg(jsonb_build_object('givenBy', a.given_by, 'method', a.method, 'givenAt', a.given_at) order by a.given_at)
                           from authorisation a where a.tenant_id = jc.tenant_id and a.job_card_id = jc.id)) as parties
    into c
    from job_card jc
    join tenant t on t.id = jc.tenant_id
    join branch b on b.tenant_id = jc.tenant_id and b.id = jc.branch_id
    join customer cu on cu.tenant_id = jc.tenant_id and cu.id = jc.customer_id
    join vehicle v on v.tenant_id = jc.tenant_id and v.id = jc.vehicle_id
   where jc.tenant_id = p_tenant and jc.id = p_card
     for update of jc;
  if not found then raise exception 'no such job card' using errcode = 'P0002'; end if;
  if c.status not in ('IN_PROGRESS', 'QUALITY_CHECK') then raise exception 'the job card is %', c.status; end if;
  v_completion := c.completion_number + 1;

  perform 1 from stock_level s
    where s.tenant_id = p_tenant and s.branch_id = c.branch_id
      and s.part_id in (select l.part_id from job_line l where l.tenant_id = p_tenant and l.job_card_id = p_card and l.removed_at is null)
    order by s.part_id for update;
  with lines as (
    select l.id, l.part_id, l.quantity, l.reserved, sum(l.quantity) over so_far as quantity_so_far, sum(l.reserved) over so_far as reserved_so_far
      from job_line l
     where l.tenant_id = p_tenant and l.job_card_id = p_card and l.removed_at is null and l.part_id is not null
    window so_far as (partition by l.part_id order by l.position, l.id)
  ), need as (
    select part_id, sum(quantity) as quantity, sum(reserved) as reserved from lines group by part_id
  ), level as (
    update stock_level s set on_hand = s.on_hand - need.quantity, reserved = s.reserved - need.reserved
      from need where s.tenant_id = p_tenant and s.branch_id = c.branch_id and s.part_id = need.part_id
    returning s.part_id, s.on_hand + need.quantity as on_hand_before, s.reserved + need.reserved as reserved_before, s.on_hand
  ), moved as (
    insert into stock_movement (tenant_id, id, branch_id, part_id, kind, on_hand_change, reserved_change, on_hand_after, reserved_after,
                                job_card_id, job_line_id, completion_number, actor_id, actor_name, at)
    select p_tenant, uuidv7(), c.branch_id, l.part_id, 'ISSUE', -l.quantity, -l.reserved, level.on_hand_before - l.quantity_so_far,
           level.reserved_before - l.reserved_so_far, p_card, l.id, v_completion, p_actor, p_actor_name, v_now
      from lines l join level using (part_id)
  ), audited as (
    insert into audit_entry (tenant_id, id, at, actor_kind, actor_id, actor_name, action, subject_type, subject_id, changes, correlation_id, run_id)
    select p_tenant, uuidv7(), v_now, 'member', p_actor, p_actor_name, 'stock.issued', 'part', level.part_id,
           jsonb_build_object('onHandMilli', jsonb_build_array(level.on_hand_before * 1000, level.on_hand * 1000), 'jobCardId', p_card), p_correlation, v_run
      from level
  )
  select array_agg(part_id) into v_parts from level;

  update bay_allocation
     set state = case when starts_at < v_now then 'RELEASED'::allocation_state else 'CANCELLED' end,
         ends_at = case when starts_at < v_now then least(ends_at, v_now) else ends_at end
   where tenant_id = p_tenant and job_card_id = p_card and state in ('BOOKED', 'CHECKED_IN', 'IN_PROGRESS');

  update job_line set reserved = 0 where tenant_id = p_tenant and job_card_id = p_card and reserved > 0;
  update job_card set status = 'COMPLETED', status_since = v_now, completed_at = v_now, completion_number = v_completion, version = version + 1
   where tenant_id = p_tenant and id = p_card;

  select sum(net), sum(tax), jsonb_agg(jsonb_build_object('rateBp', tax_rate_bp, 'netMinor', net, 'taxMinor', tax) order by tax_rate_bp desc)
    into v_net, v_tax, v_taxes
    from (select l.tax_rate_bp, sum(a.net)::bigint as net, sum(round(a.net * l.tax_rate_bp / 10000.0))::bigint as tax
            from job_line l,
                 lateral (select (round(l.quantity * l.unit_price_minor) - round(round(l.quantity * l.unit_price_minor) * l.discount_bp / 10000.0))::bigint as net) a
           where l.tenant_id = p_tenant and l.job_card_id = p_card and l.removed_at is null
           group by l.tax_rate_bp) by_rate;
  v_series := c.invoice_prefix || '-' || extract(year from v_now at time zone c.zone);
  insert into invoice_counter (tenant_id, series, last_number) values (p_tenant, v_series, 1)
    on conflict (tenant_id, series) do update set last_number = invoice_counter.last_number + 1
    returning last_number into v_sequence;
  v_number := v_series || '-' || lpad(v_sequence::text, greatest(5, length(v_sequence::text)), '0');
  insert into invoice (tenant_id, id, branch_id, job_card_id, completion_number, customer_id, vehicle_id, series, sequence, number, currency,
                       tax_mode, rounding_rule, net_minor, tax_minor, total_minor, taxes, parties, issued_at, issued_on, due_on)
  values (p_tenant, v_invoice, c.branch_id, p_card, v_completion, c.customer_id, c.vehicle_id, v_series, v_sequence, v_number, c.currency,
          c.tax_mode, c.rounding_rule, v_net, v_tax, v_net + v_tax, v_taxes, c.parties, v_now, (v_now at time zone c.zone)::date,
          (v_now at time zone c.zone)::date + c.payment_terms_days);
  insert into invoice_line (tenant_id, invoice_id, position, job_line_id, kind, package_title, description, quantity, unit, unit_price_minor,
                            discount_minor, tax_rate_bp, net_minor, tax_minor, total_minor)
  select p_tenant, v_invoice, row_number() over (order by l.position, l.id), l.id, l.kind, l.package_title, l.description, l.quantity, l.unit,
         l.unit_price_minor, a.gross - a.net, l.tax_rate_bp, a.net, round(a.net * l.tax_rate_bp / 10000.0),
         a.net + round(a.net * l.tax_rate_bp / 10000.0)
    from job_line l,
         lateral (select round(l.quantity * l.unit_price_minor) as gross,
                         round(l.quantity * l.unit_price_minor) - round(round(l.quantity * l.unit_price_minor) * l.discount_bp / 10000.0) as net) a
   where l.tenant_id = p_tenant and l.job_card_id = p_card and l.removed_at is null;

  insert into odometer_reading (tenant_id, id, vehicle_id, job_card_id, value, unit, read_at)
  values (p_tenant, uuidv7(), c.vehicle_id, p_card, c.odometer_out, c.odometer_unit, v_now);
  insert into service_record (tenant_id, id, vehicle_id, customer_id, branch_id, job_card_id, completion_number, invoice_id, performed_at,
                              odometer, odometer_unit, summary)
  values (p_tenant, uuidv7(), c.vehicle_id, c.customer_id, c.branch_id, p_card, v_completion, v_invoice, v_now, c.odometer_out, c.odometer_unit,
          c.complaint);

  insert into orchestration_run (tenant_id, id, name, state, subject_type, subject_id, actor_kind, actor_id, actor_name, correlation_id, output,
                                 started_at, finished_at, duration_ms)
  values (p_tenant, v_run, 'job-card.complete', 'COMPLETED', 'jobCard', p_card, 'member', p_actor, p_actor_name, p_correlation,
          jsonb_build_object('json', jsonb_build_object('jobCardId', p_card, 'invoiceId', v_invoice, 'invoiceNumber', v_number,
            'totalMinor', v_net + v_tax, 'currency', c.currency, 'runId', v_run)), v_now, clock_timestamp(), 1);
  insert into orchestration_step (tenant_id, run_id, position, name, state, started_at, duration_ms, payload)
  select p_tenant, v_run, position - 1, name, 'DONE', v_now, 0, jsonb_build_object('text', name)
    from unnest(array['prerequisites', 'parts issued', 'bay freed', 'status set', 'invoice issued', 'history written'])
         with ordinality as s(name, position);
  insert into audit_entry (tenant_id, id, at, actor_kind, actor_id, actor_name, action, subject_type, subject_id, changes, correlation_id, run_id)
  values (p_tenant, uuidv7(), v_now, 'member', p_actor, p_actor_name, 'job-card.completed', 'jobCard', p_card,
          jsonb_build_object('status', jsonb_build_array(c.status, 'COMPLETED'), 'invoice', v_number, 'totalMinor', v_net + v_tax), p_correlation, v_run);
  insert into outbox_event (tenant_id, id, type, version, subject_type, subject_id, actor_id, correlation_id, run_id, data, consumers, occurred_at,
                            available_at)
  values (p_tenant, v_completed, 'job-card/completed', 1, 'jobCard', p_card, p_actor, p_correlation, v_run,
          jsonb_build_object('jobCardId', p_card, 'invoiceId', v_invoice, 'completionNumber', v_completion), array['notify-customer-email'], v_now, v_now),
         (p_tenant, v_generated, 'invoice/generated', 1, 'invoice', v_invoice, p_actor, p_correlation, v_run,
          jsonb_build_object('invoiceId', v_invoice, 'jobCardId', p_card), array['store-pdf', 'email-invoice'], v_now, v_now),
         (p_tenant, v_adjusted, 'inventory/adjusted', 1, 'jobCard', p_card, p_actor, p_correlation, v_run,
          jsonb_build_object('branchId', c.branch_id, 'jobCardId', p_card, 'partIds', to_jsonb(v_parts)), '{}', v_now, v_now);
  insert into event_delivery (tenant_id, event_id, consumer, id, available_at, created_at)
  values (p_tenant, v_completed, 'notify-customer-email', uuidv7(), v_now, v_now),
         (p_tenant, v_generated, 'store-pdf', uuidv7(), v_now, v_now),
         (p_tenant, v_generated, 'email-invoice', uuidv7(), v_now, v_now);
  return v_number;
end $$;
