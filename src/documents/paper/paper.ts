/** What every paper of a garage says: who sends it, where, under which number, and on which day. */
export type Paper = {
  tenant: {
    name: string;
    legalName: string;
    /** Letters on a colour, or a PNG or JPEG with its size in pixels. */
    logo: { initials: string; colour: string } | { image: Uint8Array; width: number; height: number } | null;
    addressLines: string[];
    phone: string | null;
    email: string | null;
    /** As the law wants it said: "Registered in England 00000000". */
    registration: string | null;
    taxNumber: string | null;
    country: string;
  };
  branch: {
    name: string;
    zone: string;
    locale: string;
    currency: string;
    taxMode: "INCLUSIVE" | "EXCLUSIVE";
    paper: "A4" | "LETTER";
    /** What the tax is called here: "VAT", "Sales tax". */
    taxName: string;
  };
  number: string;
  /** An ISO date in the branch's zone. */
  issuedOn: string;
  locale: string;
};

/** What a paper calls itself, in its head and as the title of the file. */
export type PaperWord = "Invoice" | "Credit note" | "Receipt" | "Purchase order";

export type PaperCar = { plate: string; description: string };
