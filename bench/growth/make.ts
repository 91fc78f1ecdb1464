import { end } from "../lib/ending.ts";
import { openStores } from "./store.ts";

console.log(await openStores([10_000, 1_200_000]));
await end();
