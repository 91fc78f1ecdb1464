import { Document, Page, renderToBuffer, StyleSheet, Text, View } from "@react-pdf/renderer";
import { createElement } from "react";
import { servePeer, timings } from "./peer.mjs";

const styles = StyleSheet.create({
  page: { padding: 42, fontSize: 9.5, fontFamily: "Helvetica" },
  title: { fontSize: 20, fontFamily: "Helvetica-Bold", textAlign: "right" },
  parties: { flexDirection: "row", justifyContent: "space-between", marginVertical: 20 },
  row: { flexDirection: "row", borderBottomWidth: 0.75, borderColor: "#d1d1cc", paddingVertical: 4 },
  wide: { width: "58%" },
  cell: { width: "10.5%", textAlign: "right" },
  sum: { flexDirection: "row", justifyContent: "flex-end", paddingVertical: 3 },
  label: { width: "25%" },
});

const text = (content, style) => createElement(Text, { style }, content);

// `fields` is the invoice as text, made once by the benchmark: nobody formats a number here.
const invoice = ({ title, number, parties, head, rows, sums, foot }) =>
  createElement(
    Document,
    {},
    createElement(
      Page,
      { size: "A4", style: styles.page },
      text(title, styles.title),
      text(number),
      createElement(
        View,
        { style: styles.parties },
        ...parties.map((lines, party) => createElement(View, { key: party }, ...lines.map((line) => text(line)))),
      ),
      ...[head, ...rows].map((cells, index) =>
        createElement(
          View,
          { style: styles.row, key: index, wrap: false },
          ...cells.map((cell, column) => text(cell, column === 0 ? styles.wide : styles.cell)),
        ),
      ),
      ...sums.map(([label, amount], index) =>
        createElement(View, { style: styles.sum, key: index }, text(label, styles.label), text(amount, styles.cell)),
      ),
      ...foot.map((line) => text(line)),
    ),
  );

await servePeer(
  async () =>
    ({ fields, count }) =>
      timings(count, () => renderToBuffer(invoice(fields))),
);
