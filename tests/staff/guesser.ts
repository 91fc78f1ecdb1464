/** A process of its own that guesses: sends sign-ins through the product's door and prints their statuses. */
import { closeDatabase } from "#/server/db/client.ts";
import { handleAuth } from "#/server/http/auth.ts";

const [email = "", count = "0", network = "", address = ""] = process.argv.slice(2);

const statuses = await Promise.all(
  Array.from({ length: Number(count) }, async (_, index) => {
    const request = new Request("http://localhost:3000/api/auth/sign-in/email", {
      method: "POST",
      headers: {
        host: "localhost:3000",
        origin: "http://localhost:3000",
        "content-type": "application/json",
        "x-forwarded-for": address === "" ? `${network}.${index + 1}` : address,
      },
      body: JSON.stringify({ email: email.replace("#", `${network}.${index}`), password: "not the password" }),
    });
    return (await handleAuth(request)).status;
  }),
);
process.stdout.write(JSON.stringify(statuses));
await closeDatabase();
