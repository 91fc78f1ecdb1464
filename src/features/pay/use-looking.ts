import { useEffect, useRef, useState } from "react";

/** Seconds until the bank is asked the first, second … time; then the last one over and over. */
const pausesMs = [1, 2, 3, 5, 5, 8, 10].map((seconds) => seconds * 1000);

export type Looking = {
  /** How often it has been asked. */
  readonly asked: number;
  /** When it is asked next; null while it is being asked, or nobody looks. */
  readonly nextAt: number | null;
};

/**
 * Asks again and again, ever less often, until `look` says that it is over. Stops while the page is hidden, and asks at
 * once when somebody looks at it again. Null `key`: there is nothing to ask.
 */
export const useLooking = (key: string | null, look: () => Promise<boolean>): Looking => {
  const [looking, setLooking] = useState<Looking>({ asked: 0, nextAt: null });
  const latest = useRef(look);
  latest.current = look;

  useEffect(() => {
    if (key === null) return;
    let asked = 0;
    let over = false;
    let busy = false;
    let timer: ReturnType<typeof setTimeout> | undefined;

    const wait = (): void => {
      clearTimeout(timer);
      if (over || document.visibilityState === "hidden") {
        setLooking({ asked, nextAt: null });
        return;
      }
      const pause = pausesMs[Math.min(asked, pausesMs.length - 1)] ?? 10_000;
      timer = setTimeout(() => void ask(), pause);
      setLooking({ asked, nextAt: Date.now() + pause });
    };
    const ask = async (): Promise<void> => {
      clearTimeout(timer);
      if (over || busy) return;
      busy = true;
      setLooking({ asked, nextAt: null });
      const done = await latest.current();
      busy = false;
      asked += 1;
      if (done) over = true;
      wait();
    };
    const seen = (): void => (document.visibilityState === "hidden" ? wait() : void ask());
    document.addEventListener("visibilitychange", seen);
    wait();
    return () => {
      over = true;
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", seen);
    };
  }, [key]);

  return looking;
};
