import { join } from "node:path";
import { type PaperToDraw, titleOf } from "./paper-to-draw.ts";
import type { RenderReply } from "./render-worker.ts";

type Drawing = { paper: PaperToDraw; resolve: (pdf: Uint8Array) => void; reject: (error: Error) => void };

const LONGEST_MS = 30_000;

// Asked of the process, not imported: the bundler takes the file of any Worker it sees into the web bundle, where it
// finds neither pdfkit nor the fonts. The sources lie beside the build wherever Pitlane runs, and Node runs them so.
const { Worker } = process.getBuiltinModule("node:worker_threads");

/** One thread and the drawings that wait for it; each is handed over when the one before has come back. */
const startThread = () => {
  const file = join(process.cwd(), "src", "documents", "paper", "render-worker.ts");
  // The parent's flags (a test runner's loader, a debugger) are not for this thread.
  const worker = new Worker(file, { execArgv: [] });
  const queue: Drawing[] = [];
  let drawing: Drawing | undefined;
  let timer: NodeJS.Timeout | undefined;

  const next = (): void => {
    drawing = queue.shift();
    clearTimeout(timer);
    if (drawing === undefined) {
      // An idle thread must not keep a script or a test run alive.
      worker.unref();
      return;
    }
    const { paper } = drawing;
    timer = setTimeout(
      () => stop(new Error(`${titleOf(paper)} was not drawn within ${LONGEST_MS / 1000} s.`)),
      LONGEST_MS,
    );
    worker.ref();
    worker.postMessage(paper);
  };
  const stop = (error: Error): Promise<number> => {
    if (current === thread) current = undefined;
    clearTimeout(timer);
    const left = drawing === undefined ? queue.splice(0) : [drawing, ...queue.splice(0)];
    drawing = undefined;
    for (const each of left) each.reject(error);
    return worker.terminate();
  };

  worker.unref();
  worker.on("message", (reply: RenderReply) => {
    if ("pdf" in reply) drawing?.resolve(reply.pdf);
    else drawing?.reject(new Error(`The paper could not be drawn: ${reply.error}`));
    next();
  });
  worker.on("error", (cause) => stop(new Error("The thread that draws papers failed.", { cause })));
  worker.on("exit", (code) => stop(new Error(`The thread that draws papers ended (code ${code}).`)));

  const thread = {
    draw: (paper: PaperToDraw): Promise<Uint8Array> =>
      new Promise((resolve, reject) => {
        queue.push({ paper, resolve, reject });
        if (drawing === undefined) next();
      }),
    close: () => stop(new Error("The server is stopping.")),
  };
  return thread;
};

let current: ReturnType<typeof startThread> | undefined;

/**
 * Draws a paper in a worker thread: the caller's event loop stays free. The same props give the same bytes.
 * Rejects when the drawing fails, takes longer than 30 s, or the thread dies; the next call starts a new thread.
 */
export const renderPaper = (paper: PaperToDraw): Promise<Uint8Array> => {
  current ??= startThread();
  return current.draw(paper);
};

/** Starts the thread ahead of the first paper, which would wait about a second for its modules and fonts. */
export const warmRenderPool = (): void => {
  current ??= startThread();
};

/** Ends the thread; drawings still waiting are rejected. A later call to renderPaper starts it again. */
export const closeRenderPool = async (): Promise<void> => {
  await current?.close();
};
