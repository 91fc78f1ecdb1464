import { Search } from "lucide-react";
import { useEffect, useState } from "react";
import { Input } from "#/components/ui/input.tsx";
import { useSettled } from "#/components/ui/use-settled.ts";

/** Typed at once, asked for when typing pauses; follows the address when that changes elsewhere. */
export function SearchField({
  label,
  placeholder,
  maxLength,
  value,
  onChange,
}: {
  label: string;
  placeholder: string;
  maxLength: number;
  value: string;
  onChange: (search: string) => void;
}) {
  const [typed, setTyped] = useState(value);
  const [seen, setSeen] = useState(value);
  if (seen !== value) {
    setSeen(value);
    if (typed.trim() !== value) setTyped(value);
  }
  const settled = useSettled(typed, 180);
  useEffect(() => {
    if (settled === typed && settled.trim() !== value) onChange(settled.trim());
  });
  return (
    <div className="w-[268px] max-sm:order-last max-sm:w-full">
      <Input
        aria-label={label}
        autoComplete="off"
        maxLength={maxLength}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape" || typed === "") return;
          event.stopPropagation();
          setTyped("");
        }}
        placeholder={placeholder}
        start={<Search aria-hidden size={15} strokeWidth={1.75} />}
        type="search"
        value={typed}
      />
    </div>
  );
}
