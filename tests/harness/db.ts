import { randomUUID } from "node:crypto";
import { inject } from "vitest";
import { applicationRole, databaseUrl, withClient } from "../../scripts/lib/database.mjs";
import { templateName } from "./template.ts";

/** A database of the throw-away test server. `url` logs in as the application, `adminUrl` as the superuser. */
export type TestDatabase = { name: string; url: string; adminUrl: string; drop(): Promise<void> };

const maintenance = (): string => {
  const { adminPassword, port } = inject("testServer");
  return databaseUrl("postgres", adminPassword, port, "postgres");
};

/** Ends all connections to a test database and removes it. */
export async function dropDatabase(name: string): Promise<void> {
  await withClient(maintenance(), (client) => client.query(`drop database if exists ${name} with (force)`));
}

/**
 * A fresh database: the migrations and nothing else, or a copy of `template` (another test database that nobody is
 * connected to). For tests that alter the schema or pull a wall down; every integration test file has one of its own
 * already, in DATABASE_URL.
 */
export async function cloneDatabase(
  name = `extra_${randomUUID().replaceAll("-", "")}`,
  template = templateName,
): Promise<TestDatabase> {
  const { adminPassword, password, port } = inject("testServer");
  await withClient(maintenance(), (client) =>
    client.query(`create database ${name} template ${template} strategy file_copy`),
  );
  return {
    name,
    url: databaseUrl(applicationRole, password, port, name),
    adminUrl: databaseUrl("postgres", adminPassword, port, name),
    drop: () => dropDatabase(name),
  };
}
