import { parentPort } from "node:worker_threads";
import { openUsualFaces } from "../fonts/faces.ts";
import { drawPaper } from "./draw-paper.ts";
import type { PaperToDraw } from "./paper-to-draw.ts";

/** What comes back for each paper sent, in order. */
export type RenderReply = { pdf: Uint8Array } | { error: string };

const port = parentPort;
if (port === null) throw new Error("render-worker.ts runs in a worker thread; call renderPaper instead.");

port.on("message", async (paper: PaperToDraw) => {
  try {
    // Its own memory, so that it moves to the other thread instead of being copied.
    const pdf = Uint8Array.from(await drawPaper(paper));
    port.postMessage({ pdf } satisfies RenderReply, [pdf.buffer]);
  } catch (error) {
    port.postMessage({
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    } satisfies RenderReply);
  }
});

// At the start, while nobody waits yet.
openUsualFaces();
