import { createStep, createWorkflow, StepResponse, WorkflowResponse } from "@medusajs/workflows-sdk";
import { servePeer, timings } from "./peer.mjs";

// In memory, as the SDK runs by itself: nothing of a run outlives the process.
await servePeer(async () => {
  const workflows = new Map();
  const workflowOf = (count) => {
    const known = workflows.get(count);
    if (known !== undefined) return known;
    const steps = Array.from({ length: count }, (_, index) =>
      createStep(
        `step ${index} of ${count}`,
        async () => new StepResponse(index, index),
        async () => undefined,
      ),
    );
    const workflow = createWorkflow(`steps-${count}`, () => {
      let last;
      for (const step of steps) last = step();
      return new WorkflowResponse(last);
    });
    workflows.set(count, workflow);
    return workflow;
  };
  return ({ steps, runs }) => timings(runs, () => workflowOf(steps)().run({ input: {} }));
});
