import type PDFDocument from "pdfkit";

export type PdfDocument = InstanceType<typeof PDFDocument>;
export type PdfReference = ReturnType<PdfDocument["ref"]>;
export type PdfElement = ReturnType<PdfDocument["struct"]>;

/** Points in a millimetre: PDF measures in points of 1/72 inch. */
export const MM = 72 / 25.4;
