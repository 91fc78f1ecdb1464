import { generateClient } from "./lib/generate.mjs";
import { command } from "./lib/say.mjs";

await command(generateClient);
