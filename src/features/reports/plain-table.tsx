import NextLink from "next/link";

/** The same figures as the chart above it, for whoever reads rather than looks. */
export function PlainTable({
  caption,
  head,
  rows,
}: {
  caption: string;
  head: readonly [string, string];
  rows: readonly { readonly key: string; readonly word: string; readonly text: string; readonly href: string }[];
}) {
  return (
    <table className="w-full border-collapse">
      <caption className="sr-only">{caption}</caption>
      <thead>
        <tr>
          <th className="border-b py-1 pr-3 text-left font-medium text-ink-3" scope="col">
            {head[0]}
          </th>
          <th className="border-b py-1 text-right font-medium text-ink-3" scope="col">
            {head[1]}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, word, text, href }) => (
          <tr key={key}>
            <th className="py-0.5 pr-3 text-left font-normal text-ink-2" scope="row">
              <NextLink className="inline-flex min-h-6 items-center hover:underline" href={href} prefetch={false}>
                {word}
              </NextLink>
            </th>
            <td className="whitespace-nowrap py-0.5 text-right">{text}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
